import { NestFactory } from '@nestjs/core';
import { DatabaseLifecycleService } from '../../src/database-lifecycle';
import { stampMigrations } from '../../src/database-lifecycle/migrations/meet/migration.stamper';
import { resetFor } from '../../src/database-lifecycle/reset/reset.executor';
import { CreateOwners1700000000000, GreetOwners1700000000001, Owner } from '../cli/entities';
import { appOn, callCli, json, type CliCall, type TestModuleOptions } from '../cli/support';
import { migration } from '../migrations/support/migration.factory';
import { failureOf } from '../migrations/support/migrating';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

const dataSource = { migrations: [CreateOwners1700000000000, GreetOwners1700000000001] };
const MIGRATED: TestModuleOptions = { entities: [Owner], providers: [], dataSource };
const STAMPS = `SELECT name, environment FROM database_lifecycle_journal WHERE event = 'environment' ORDER BY id`;

describe('the environment that a database belongs to', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const run = (argv: string[], environment: string, options: TestModuleOptions = {}, call: CliCall = {}) =>
    callCli(appOn(database.url, { ...options, lifecycle: { environment, ...options.lifecycle } }), argv, call);
  const stamps = () => database.query(STAMPS);
  const stampAs = (name: string) =>
    run(['db:environment', name, '--confirm', database.name], 'development').then(({ exitCode }) =>
      expect(exitCode).toBe(0),
    );
  const state = async () =>
    JSON.stringify(
      await database.query(
        `SELECT relname, relfilenode FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1`,
      ),
    );

  it.each([
    ['a first creation', 'development', ['db:init'], {}],
    ['a first migration', 'production', ['migration:run'], MIGRATED],
    ['a first seeding', 'test', ['db:seed'], {}],
  ])('is stamped with %s', async (_, environment, argv, options) => {
    if (argv[0] === 'db:seed') {
      await run(['db:init'], 'test');
      await database.query('DROP TABLE database_lifecycle_journal');
    }
    expect((await run(argv, environment, options)).exitCode).toBe(0);
    expect(await stamps()).toEqual([{ name: environment, environment }]);
    await run(argv, environment, options);
    expect(await stamps()).toHaveLength(1);
  });

  it('is not stamped by looking, and showing it does not make the journal', async () => {
    for (const argv of [
      ['db:environment'],
      ['db:journal'],
      ['db:status'],
      ['db:init', '--dry-run'],
      ['migration:show'],
    ])
      await run(argv, 'development', MIGRATED);
    expect(await database.query(`SELECT relname FROM pg_class WHERE relname = 'database_lifecycle_journal'`)).toEqual(
      [],
    );
    const { stdout, exitCode } = await run(['db:environment'], 'development');
    expect(stdout).toBe(
      `Database ${database.name} has no stamp yet; the first write gives it this environment's, development.\n`,
    );
    expect(exitCode).toBe(0);
  });

  describe.each(['production', 'staging'])('stamped %s', (stamped) => {
    beforeEach(async () => {
      await run(['db:init'], 'development');
      await stampAs(stamped);
    });

    it.each([
      [['db:init']],
      [['db:init', '--dry-run']],
      [['db:init', '--force', '--dry-run']],
      [['db:seed']],
      [['db:init', '--force', '--confirm', 'DATABASE']],
      [['migration:revert']],
      [['migration:run']],
      [['migration:stamp', '--all']],
    ])('%j as development is refused; what was found, what was expected and what helps are told', async (argv) => {
      await database.query(`CREATE TABLE migrations (id serial, timestamp bigint, name varchar);
        INSERT INTO migrations (timestamp, name) VALUES (1700000000000, 'CreateOwners1700000000000')`);
      const before = await state();
      const { exitCode, stdout, stderr } = await run(
        argv.map((word) => word.replace('DATABASE', database.name)),
        'development',
        { dataSource },
      );
      expect(exitCode).toBe(4);
      expect(stdout).toBe('');
      expect(stderr).toMatch(
        new RegExp(
          `^Database "${database.name}" is stamped ${stamped} \\(since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC, by .+\\), and this runs as development`,
        ),
      );
      expect(stderr).toContain(`npm run db:environment -- development --confirm ${database.name}`);
      expect(await state()).toBe(before);
      expect(await stamps()).toHaveLength(2);
    });

    it('a development start creates and seeds nothing, says why, and is as ready as that environment would be', async () => {
      await database.query('DROP MATERIALIZED VIEW animal_count; DROP VIEW animal_names; DROP TABLE animals');
      const before = await state();
      const lines: string[] = [];
      const logger = { log: () => undefined, error: () => undefined, warn: (line: string) => lines.push(line) };
      const app = await NestFactory.createApplicationContext(appOn(database.url, { dataSource }), { logger });
      const readiness = await app.get(DatabaseLifecycleService).readiness();
      await app.close();
      expect(lines.join('\n')).toContain(`is stamped ${stamped} (since`);
      expect(lines.join('\n')).toContain(`npm run db:environment -- development --confirm ${database.name}`);
      expect(lines.join('\n')).toContain(`Started all the same, as in environment ${stamped}: no table is created`);
      expect(lines.join('\n')).toContain('Missing tables: public.animals');
      expect(readiness.reasons).toEqual(['missing-tables', 'pending-migrations']);
      expect(await state()).toBe(before);
      expect(await database.query(`SELECT * FROM database_lifecycle_journal WHERE event LIKE 'seed%'`)).toEqual([]);
    });

    it('db:status tells it, and what would be created is a matter for migrations', async () => {
      await database.query('DROP MATERIALIZED VIEW animal_count; DROP VIEW animal_names; DROP TABLE animals');
      const { stdout, exitCode } = await run(['db:status'], 'development');
      expect(stdout).toContain(`⚠️ Database ${database.name} is stamped ${stamped} (since`);
      expect(stdout).toContain('❌ animals: missing, a migration has to create it');
      expect(exitCode).toBe(3);
      const answer = await run(['db:status', '--json'], 'development');
      expect(json(answer)).toMatchObject({
        environment: 'development',
        stamp: { environment: stamped },
        treatedAs: stamped,
      });
    });

    it('can be given back to development', async () => {
      await stampAs('development');
      expect((await run(['db:init', '--force', '--confirm', database.name], 'test')).exitCode).toBe(0);
    });
  });

  it('is asked under the lock, too: whoever stamps it meanwhile is heard', async () => {
    await run(['db:init'], 'development');
    const app = await NestFactory.create(appOn(database.url, { dataSource }), { logger: false });
    const lifecycle = app.get(DatabaseLifecycleService);
    await database.query('DROP MATERIALIZED VIEW animal_count');
    const stamped = `('environment', 'production', 'production')`;
    lifecycle.target.dataSource.subscribers.push({
      beforeTransactionStart: () =>
        database.query(`INSERT INTO database_lifecycle_journal (event, name, environment) VALUES ${stamped}`),
    });
    const attempts: (() => Promise<unknown>)[] = [
      () => lifecycle.create(),
      () => lifecycle.seed(),
      () => resetFor(lifecycle.target, database.name),
      () => stampMigrations(lifecycle.target, { all: true }),
    ];
    for (const attempt of attempts) {
      await database.query(`DELETE FROM database_lifecycle_journal WHERE (event, name, environment) = ${stamped}`);
      const before = await state();
      expect(await failureOf(attempt())).toMatchObject({ name: 'EnvironmentStampError' });
      expect(await state()).toBe(before);
    }
    await app.close();
  });

  it('development and test are one class: neither refuses the other, and the stamp stays', async () => {
    await run(['db:init'], 'development');
    expect((await run(['db:init', '--force', '--seed', '--confirm', database.name], 'test')).exitCode).toBe(0);
    expect((await run(['db:seed'], 'development')).exitCode).toBe(0);
    expect(await stamps()).toEqual([{ name: 'development', environment: 'development' }]);
  });

  it.each([
    ['development', 'production'],
    ['development', 'staging'],
    ['staging', 'production'],
  ])('a database of %s that migrations of %s run on is stamped anew, and that is told', async (from, to) => {
    await run(['migration:run'], from, { ...MIGRATED, dataSource: { migrations: [CreateOwners1700000000000] } });
    const { exitCode, stdout } = await run(['migration:run'], to, MIGRATED);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`⚠️ This database was stamped ${from} (since`);
    expect(stdout).toContain(`npm run db:environment -- ${from}`);
    expect(await stamps()).toEqual([
      { name: from, environment: from },
      { name: to, environment: to },
    ]);
  });

  it.each([
    ['production', 'development', 'all'],
    ['production', 'development', 'each'],
    ['production', 'staging', 'none'],
    ['staging', 'qa', 'all'],
  ])('a database of %s gets no migrations of %s, and is told how it would, in mode %s', async (from, to, mode) => {
    await run(['migration:run'], from, { ...MIGRATED, dataSource: { migrations: [CreateOwners1700000000000] } });
    const migrated = { ...MIGRATED, dataSource: { ...dataSource, migrationsTransactionMode: mode as 'each' } };
    const { exitCode, stderr } = await run(['migration:run'], to, migrated);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`ENVIRONMENT=${from} npm run migration:run`);
    expect(stderr).toContain(`npm run db:environment -- ${to} --confirm ${database.name}`);
    expect(await database.query('SELECT name FROM migrations')).toHaveLength(1);
    expect(await stamps()).toHaveLength(1);
  });

  it('a migration that fails leaves the stamp that was there', async () => {
    class Fails1700000000002 {
      async up(): Promise<void> {
        throw new Error('planted');
      }
      async down(): Promise<void> {}
    }
    await run(['migration:run'], 'development', MIGRATED);
    const failing = { ...MIGRATED, dataSource: { migrations: [...dataSource.migrations, Fails1700000000002] } };
    expect((await run(['migration:run'], 'production', failing)).exitCode).toBe(1);
    expect(await stamps()).toEqual([{ name: 'development', environment: 'development' }]);
  });

  it('a production start on a database stamped development says so, and changes nothing', async () => {
    await run(['db:init'], 'development');
    const lines: string[] = [];
    const logger = { log: () => undefined, error: () => undefined, warn: (line: string) => lines.push(line) };
    const module = appOn(database.url, { lifecycle: { environment: 'production' } });
    const app = await NestFactory.createApplicationContext(module, { logger });
    await app.close();
    expect(lines.join('\n')).toContain(`is stamped development (since`);
    expect(lines.join('\n')).toContain('npm run db:environment -- production');
    expect(await stamps()).toHaveLength(1);
  });

  describe('db:environment', () => {
    beforeEach(() => run(['db:init'], 'development'));

    it('shows it: 0 when it is the one that this runs as, else 3', async () => {
      const same = await run(['db:environment'], 'development');
      expect(same.stdout).toMatch(new RegExp(`^Database ${database.name} is stamped development \\(since .*\\)\n$`));
      expect(same.exitCode).toBe(0);
      expect((await run(['db:environment'], 'test')).exitCode).toBe(0);
      const other = await run(['db:environment'], 'production');
      expect(other.stdout).toContain(`npm run db:environment -- production`);
      expect(other.exitCode).toBe(3);
      const answer = json<{ stamp: unknown }>(await run(['db:environment', '--json'], 'development'));
      expect(answer).toMatchObject({
        database: database.name,
        environment: 'development',
        stamp: { environment: 'development' },
      });
    });

    it("changes it after the database's name was typed, and once", async () => {
      const typed = `${database.name}\n`;
      const { exitCode, stdout } = await run(['db:environment', 'production'], 'development', {}, { typed });
      expect(stdout).toContain(`✅ Database ${database.name} is stamped production; it was stamped development (since`);
      expect(exitCode).toBe(0);
      const again = await run(['db:environment', 'production', '--confirm', database.name], 'development');
      expect(again.stdout).toContain('is stamped production already, nothing was changed');
      expect(await stamps()).toEqual([
        { name: 'development', environment: 'development' },
        { name: 'production', environment: 'development' },
      ]);
    });

    it.each<[string, string[], CliCall, number, string]>([
      ['another name typed', ['production'], { typed: 'other\n' }, 4, '"other" was given as its name'],
      ['another name given', ['production', '--confirm', 'other'], {}, 4, '"other" was given as its name'],
      ['nobody to ask', ['production'], {}, 4, 'There is no terminal'],
      ['no name to confirm', ['--confirm', 'x'], {}, 2, '--confirm goes with the name of an environment'],
      ['a name of white space', [' '], {}, 2, 'It is empty'],
      ['a name with a quote', [`a'b`], {}, 2, 'can not be the name of an environment'],
    ])('changes nothing with %s', async (_, words, call, exitCode, says) => {
      const answer = await run(['db:environment', ...words], 'development', {}, call);
      expect(answer.stderr).toContain(says);
      expect(answer.exitCode).toBe(exitCode);
      expect(await stamps()).toHaveLength(1);
    });

    it('says what a name means that is none of the three, and what development allows', async () => {
      const unknown = await run(['db:environment', 'qa', '--confirm', database.name], 'development');
      expect(unknown.stdout).toContain('Environment "qa" is none of development, test and production');
      const back = await run(['db:environment', 'test', '--confirm', database.name], 'development');
      expect(back.stdout).toContain('db:init --force sets its tables aside');
    });

    it('does not say so where a trigger keeps it out', async () => {
      await database.query(`CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
        CREATE TRIGGER keep_out BEFORE INSERT ON database_lifecycle_journal FOR EACH ROW EXECUTE FUNCTION keep_out()`);
      const answer = await run(['db:environment', 'production', '--confirm', database.name], 'development');
      expect(answer.stderr).toContain('is not there: a trigger or a rule has kept it out');
      expect(answer.exitCode).toBe(4);
      const query = /^ +(?:-> )?See which: (SELECT .*;)$/m.exec(answer.stderr)![1]!;
      expect(await database.query(query)).toEqual([{ tgname: 'keep_out' }]);
    });

    it('stamps a database that has nothing yet', async () => {
      await database.query('DROP TABLE database_lifecycle_journal');
      expect((await run(['db:environment', 'production', '--confirm', database.name], 'development')).exitCode).toBe(0);
      expect(await stamps()).toEqual([{ name: 'production', environment: 'development' }]);
    });
  });

  it.each([
    ['for want of the privilege', (role: string) => `REVOKE ALL ON database_lifecycle_journal FROM ${role}`],
    [
      'as a policy hides it',
      () => `ALTER TABLE database_lifecycle_journal ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON database_lifecycle_journal USING ("role" = current_user) WITH CHECK (true)`,
    ],
  ])('where the role may not read the stamp, %s, nothing is created or dropped as development', async (_, hide) => {
    await run(['db:init'], 'development');
    const role = `${database.name}_app`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role};
      GRANT ALL ON SCHEMA public TO ${role}; ${hide(role)}; DROP MATERIALIZED VIEW animal_count`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    try {
      const migrating = { entities: [Owner], providers: [], dataSource: { migrations: [migration(1, ['SELECT 1'])] } };
      const refused: [string[], TestModuleOptions?][] = [
        [['db:init']],
        [['db:init', '--force', '--confirm', database.name]],
        [['db:environment']],
        [['migration:run'], migrating],
      ];
      for (const [argv, options] of refused) {
        const { exitCode, stderr } = await callCli(appOn(url.href, options), argv);
        expect(stderr).toContain(`GRANT SELECT ON "public"."database_lifecycle_journal" TO "${role}"`);
        expect(exitCode).toBe(4);
      }
      const production = appOn(url.href, { ...migrating, lifecycle: { environment: 'production' } });
      expect((await callCli(production, ['migration:run'])).exitCode).toBe(0);
      const restamp = await callCli(appOn(url.href), ['db:environment', 'production', '--confirm', database.name]);
      expect(restamp.exitCode).toBe(4);
      const journal = await callCli(appOn(url.href), ['db:journal']);
      expect(journal.stderr).toContain('ALTER TABLE "public"."database_lifecycle_journal" DISABLE ROW LEVEL SECURITY;');
      expect(journal.exitCode).toBe(1);
      const lines: string[] = [];
      const logger = { log: () => undefined, error: () => undefined, warn: (line: string) => lines.push(line) };
      const app = await NestFactory.createApplicationContext(appOn(url.href), { logger });
      await app.close();
      expect(lines.join('\n')).toContain('Started all the same, as in environment unknown');
      expect(await database.query(`SELECT to_regclass('animal_count') AS view`)).toEqual([{ view: null }]);
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
