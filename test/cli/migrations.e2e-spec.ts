import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { lifecycleLockKey } from '../../src/database-lifecycle/apply/lifecycle.lock';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { CreateOwners1700000000000, GreetOwners1700000000001, Owner } from './entities';
import { ALL_ENTITIES, appOn, callCli, json, type CliCall, type TestModuleOptions } from './support';

class FailAfterWork1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half_done (id int)');
    await runner.query('INSERT INTO owners (id, name) VALUES (1, NULL)');
  }

  async down(): Promise<void> {}
}

class BuildConcurrently1700000000003 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX CONCURRENTLY owners_name ON owners (name)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX owners_name');
  }
}

class Revertible1700000000002 implements MigrationInterface {
  async up(): Promise<void> {}
  async down(): Promise<void> {}
}

const MIGRATIONS = [CreateOwners1700000000000, GreetOwners1700000000001];

describe('migration commands', () => {
  let database: TestDatabase;
  const call = (argv: string[], options: TestModuleOptions = {}, cli?: CliCall) =>
    callCli(
      appOn(database.url, {
        entities: [Owner],
        providers: [],
        dataSource: { migrations: MIGRATIONS },
        lifecycle: { environment: 'production' },
        ...options,
      }),
      argv,
      cli,
    );
  const recorded = async () =>
    (await database.query<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(({ name }) => name);

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('run, show and revert, in production', async () => {
    const before = await call(['migration:show']);
    expect(before.stdout).toBe(
      '🆕 CreateOwners1700000000000: pending\n🆕 GreetOwners1700000000001: pending\n2 migrations pending\n  -> npm run migration:run\n',
    );
    expect(before.exitCode).toBe(3);

    const run = await call(['migration:run']);
    expect(run.stdout).toMatch(
      /^CreateOwners1700000000000 \(\d+ ms\)\nGreetOwners1700000000001 \(\d+ ms\)\n✅ Ran 2 migrations\.\n$/,
    );
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await recorded()).toEqual(MIGRATIONS.map(({ name }) => name));

    const again = await call(['migration:run']);
    expect(again).toEqual({ exitCode: 0, stdout: '✅ No migration is pending.\n', stderr: '' });
    const after = await call(['migration:show', '--json']);
    expect(json(after)).toEqual({
      migrations: MIGRATIONS.map(({ name }) => ({ name, executed: true, inCode: true })),
      pending: [],
    });
    expect(after.exitCode).toBe(0);

    const reverted = await call(['migration:revert']);
    expect(reverted.stdout).toMatch(/^↩️ Reverted GreetOwners1700000000001 \(\d+ ms\)\n$/);
    expect(await database.query('SELECT name FROM owners')).toEqual([]);
    expect(json(await call(['migration:revert', '--json']))).toEqual({
      reverted: [{ name: 'CreateOwners1700000000000', durationMs: expect.any(Number) }],
    });
    const nothing = await call(['migration:revert']);
    expect(nothing).toEqual({ exitCode: 0, stdout: '✅ Nothing to revert.\n', stderr: '' });
  });

  it.each(['nothing', 'INSERT'])(
    'by a role that may not read the record, with %s on it: none is taken for pending, and who may is told',
    async (privilege) => {
      await call(['migration:run']);
      const role = `${database.name}_other`;
      await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT CREATE ON SCHEMA public TO ${role}`);
      if (privilege !== 'nothing') await database.query(`GRANT ${privilege} ON migrations TO ${role}`);
      const url = new URL(database.url);
      [url.username, url.password] = [role, 'app'];
      const dataSource = { migrations: MIGRATIONS, url: url.href };
      try {
        for (const command of ['migration:show', 'migration:run']) {
          const { exitCode, stdout, stderr } = await call([command], { dataSource });
          expect(stderr).toContain(`Role ${role} may not read public.migrations, the record of migrations`);
          expect(stderr).toContain(`GRANT SELECT ON "public"."migrations" TO "${role}";`);
          expect([exitCode, stdout]).toEqual([1, '']);
        }
        const status = await call(['db:status'], { dataSource });
        expect(status.stdout).toContain(`⚠️ Role ${role} may not read public.migrations, the record of migrations`);
        expect(status.exitCode).toBe(3);
        await database.query(`GRANT SELECT ON migrations TO ${role}`);
        expect(await call(['migration:run'], { dataSource })).toMatchObject({ exitCode: 0, stderr: '' });
      } finally {
        await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
    },
  );

  it('by a role from which a policy hides some of the record: none is run again or reverted, and what helps is told', async () => {
    const role = `${database.name}_other`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT CREATE ON SCHEMA public TO ${role}`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    const dataSource = { migrations: MIGRATIONS, url: url.href };
    try {
      expect(await call(['migration:run'], { dataSource })).toMatchObject({ exitCode: 0 });
      await database.query(`ALTER TABLE migrations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY first ON migrations FOR SELECT USING (id = 1); CREATE POLICY adds ON migrations FOR INSERT WITH CHECK (true)`);
      for (const command of ['migration:show', 'migration:run', 'migration:revert']) {
        const { exitCode, stderr } = await call([command], { dataSource });
        expect(stderr).toContain(`Role ${role} may not read all of public.migrations, the record of migrations`);
        expect(exitCode).toBe(1);
      }
      expect(await recorded()).toHaveLength(2);
      const status = await call(['db:status'], { dataSource });
      expect(status.stdout).toContain(`⚠️ Role ${role} may not read public.migrations, the record of migrations`);
      const { stderr } = await call(['migration:show'], { dataSource });
      await database.query(/CREATE POLICY .*;/.exec(stderr)![0]);
      expect(await call(['migration:show'], { dataSource })).toMatchObject({ exitCode: 0, stderr: '' });
      expect((await call(['db:status'], { dataSource })).stdout).toContain('Migrations: none pending');
      await database.query(`CREATE POLICY takes ON migrations AS RESTRICTIVE FOR SELECT USING (id = 1)`);
      expect(await call(['migration:show'], { dataSource })).toMatchObject({ exitCode: 1 });
    } finally {
      await database.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    }
  });

  it('make what the entities ask for: db:status then has nothing to say', async () => {
    await call(['migration:run']);
    const { exitCode, stdout } = await call(['db:status']);
    expect(stdout).toContain('✅ owners: 1 record (Owner)');
    expect(stdout).toContain('Migrations: none pending');
    expect(exitCode).toBe(0);
  });

  it('write nothing when nothing is pending or was run', async () => {
    await call(['migration:revert']);
    await call(['migration:run'], { dataSource: { migrations: [] } });
    expect(await database.query(`SELECT to_regclass('migrations') AS migrations`)).toEqual([{ migrations: null }]);
    expect((await call(['migration:show'], { dataSource: {} })).stdout).toBe('This app has no migrations.\n');
  });

  it('keep all or nothing, and name the migration that failed', async () => {
    const answer = await call(['migration:run'], {
      dataSource: { migrations: [...MIGRATIONS, FailAfterWork1700000000002] },
    });
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('Migration FailAfterWork1700000000002 failed in up(): null value in column "name"');
    expect(await database.query(`SELECT to_regclass('owners') AS owners, to_regclass('half_done') AS half`)).toEqual([
      { owners: null, half: null },
    ]);
  });

  it('by a role that does not own the table: say so, and blame no migration', async () => {
    class AddNick1700000000002 implements MigrationInterface {
      up = (runner: QueryRunner): Promise<void> => runner.query('ALTER TABLE owners ADD nick text');
      down = (runner: QueryRunner): Promise<void> => runner.query('ALTER TABLE owners DROP nick');
    }
    await call(['migration:run']);
    const role = `${database.name}_other`;
    await database.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}`,
    );
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    try {
      const migrations = [...MIGRATIONS, AddNick1700000000002];
      const { exitCode, stderr } = await call(['migration:run'], { dataSource: { migrations, url: url.href } });
      expect(stderr).toContain('failed in up(): must be owner of table owners. All of this run was rolled back.');
      expect(stderr).toContain('  -> It is for the role that owns what it changes: run migrations as that one');
      expect(stderr).not.toContain('Correct the migration');
      expect(exitCode).toBe(1);
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('by a role that may make nothing in the schema: say what to grant', async () => {
    const role = `${database.name}_new`;
    await database.query(`REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE ${role} LOGIN PASSWORD 'app'`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    try {
      const { stderr } = await call(['migration:run'], { dataSource: { migrations: MIGRATIONS, url: url.href } });
      expect(stderr).toContain('permission denied for schema public');
      expect(stderr).toContain('say so: GRANT CREATE, USAGE ON SCHEMA ... TO ...; from PostgreSQL 15 on public lets');
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('without a transaction: say what the next run begins with, and what a failed one has left', async () => {
    class Halves1700000000002 implements MigrationInterface {
      readonly transaction = false;

      async up(runner: QueryRunner): Promise<void> {
        await runner.query('CREATE TABLE half_done (id int)');
        await runner.query(`INSERT INTO owners (id, name) VALUES (1, NULL)`);
      }

      async down(): Promise<void> {}
    }
    const run = () => call(['migration:run'], { dataSource: { migrations: [...MIGRATIONS, Halves1700000000002] } });
    const first = await run();
    expect(first.exitCode).toBe(1);
    expect(first.stderr).toContain('  -> The next run begins it anew: take back by hand what it did, or write each');
    const next = await run();
    expect(next.exitCode).toBe(1);
    expect(next.stderr).toContain('relation "half_done" already exists. It ran without a transaction');
    expect(next.stderr).toContain('  -> Did a run of it that failed or was cut off make it, take back by hand');
    await database.query('DROP TABLE half_done');
    expect((await call(['migration:run'])).exitCode).toBe(0);
  });

  it('show the statement where PostgreSQL does not say which column has a value that does not fit', async () => {
    const change = 'ALTER TABLE "owners" ALTER COLUMN "name" TYPE integer USING "name"::integer';
    class Numbers1700000000002 implements MigrationInterface {
      up = (runner: QueryRunner): Promise<void> => runner.query(change);
      down = (): Promise<void> => Promise.resolve();
    }
    await call(['migration:run']);
    const { stderr } = await call(['migration:run'], {
      dataSource: { migrations: [...MIGRATIONS, Numbers1700000000002] },
    });
    expect(stderr).toContain(
      `invalid input syntax for type integer: "Greeted". All of this run was rolled back.\n  ${change}\n`,
    );
    expect(stderr).toContain('Correct the rows that do not fit, or the migration, then try again');
  });

  it('tell what hides the record of migrations, as the file of a pg_dump does', async () => {
    class OfADump1700000000002 implements MigrationInterface {
      up = (runner: QueryRunner): Promise<void> => runner.query(`SELECT set_config('search_path', '', false)`);
      down = (): Promise<void> => Promise.resolve();
    }
    const { stderr } = await call(['migration:run'], { dataSource: { migrations: [OfADump1700000000002] } });
    expect(stderr).toContain('Take what changes the search_path out of its SQL');
  });

  it('where the schema of the DataSource is not there, say to create it, and blame no migration', async () => {
    const dataSource = { migrations: MIGRATIONS, schema: 'tenant' };
    const { exitCode, stderr } = await call(['migration:run'], { dataSource });
    expect(stderr).toContain('schema "tenant" does not exist. All of this run was rolled back.\n  -> Create it');
    expect(stderr).not.toContain('Correct the migration');
    expect(exitCode).toBe(1);
  });

  it('tell what was thrown, also where it is no Error', async () => {
    class Text1700000000002 implements MigrationInterface {
      up = (): Promise<void> => Promise.reject('not today' as unknown as Error);
      down = this.up;
    }
    const dataSource = { migrations: [...MIGRATIONS, Text1700000000002] };
    const said = "failed in up(): it threw 'not today', which is no Error.";
    expect((await call(['migration:run'], { dataSource })).stderr).toContain(`Migration Text1700000000002 ${said}`);
    await call(['migration:run'], { dataSource: { migrations: [...MIGRATIONS, Revertible1700000000002] } });
    class Nothing extends Text1700000000002 {
      name = 'Revertible1700000000002';
      override down = (): Promise<void> => Promise.reject();
    }
    const reverted = await call(['migration:revert'], { dataSource: { migrations: [...MIGRATIONS, Nothing] } });
    expect(reverted.stderr).toContain('failed in down(): it threw undefined, which is no Error.');
    class Below extends Text1700000000002 {
      name = 'GreetOwners1700000000001';
    }
    const taken = await call(['migration:revert', '--steps', '2'], {
      dataSource: { migrations: [CreateOwners1700000000000, Below, Revertible1700000000002] },
    });
    expect(taken.stderr).toContain('All of this run was rolled back.');
    // The first was reverted, until then.
    expect(taken.stdout).toBe('');
  });

  it.each(['up', 'down'] as const)('name a class without %s()', async (method) => {
    class Half1700000000002 {}
    if (method === 'down') Object.assign(Half1700000000002.prototype, { up: () => Promise.resolve() });
    const dataSource = { migrations: [...MIGRATIONS, Half1700000000002 as new () => MigrationInterface] };
    const run = await call(['migration:run'], { dataSource });
    const answer = method === 'up' ? run : await call(['migration:revert'], { dataSource });
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain(
      `Migration Half1700000000002 failed in ${method}(): its class has no ${method}(), expected async ${method}(queryRunner). All of this run was rolled back.`,
    );
  });

  describe.each(['development', 'production'])('are not begun in %s, and told', (environment) => {
    class AddVisits extends Revertible1700000000002 {}
    const Twice = { [GreetOwners1700000000001.name]: class extends Revertible1700000000002 {} }[
      GreetOwners1700000000001.name
    ]!;

    it.each([
      ['a class', [AddVisits], 'Migration AddVisits: expected a class name that ends in 13 digits'],
      ['two classes', [Twice], 'Two migrations are called GreetOwners1700000000001: only one of them would run.'],
    ])('by the name of %s that TypeORM does not take', async (_, more, said) => {
      const options = { dataSource: { migrations: [...MIGRATIONS, ...more] }, lifecycle: { environment } };
      for (const command of ['migration:run', 'migration:show', 'migration:revert', 'db:status']) {
        const answer = await call([command], options);
        expect(answer.stderr).toContain(said);
        expect(answer.stderr).toContain('npm run migration:check');
        expect(answer.exitCode).toBe(1);
      }
      expect(await database.query(`SELECT to_regclass('owners') AS owners`)).toEqual([{ owners: null }]);
    });
  });

  it('run although two have the same timestamp, as TypeORM takes those', async () => {
    class Other1700000000001 extends Revertible1700000000002 {}
    const dataSource = { migrations: [...MIGRATIONS, Other1700000000001] };
    expect((await call(['migration:run'], { dataSource })).exitCode).toBe(0);
    expect(await recorded()).toHaveLength(3);
  });

  it('say why they fail on a database whose tables were made without them', async () => {
    await call(['db:init'], { lifecycle: { environment: 'development' } });
    const answer = await call(['migration:run']);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('CreateOwners1700000000000 failed');
    expect(answer.stderr).toContain('npm run migration:stamp -- <Name>');
  });

  it('run once when several processes run them at once, at pool size 1', async () => {
    const dataSource = { migrations: MIGRATIONS, poolSize: 1 };
    const answers = await Promise.all([1, 2, 3, 4].map(() => call(['migration:run'], { dataSource })));
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(answers.filter(({ stdout }) => stdout.includes('Ran 2 migrations'))).toHaveLength(1);
    expect(await database.query('SELECT name FROM owners')).toEqual([{ name: 'Greeted' }]);
    expect(await recorded()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  it.each(['all', 'each', 'none'] as const)(
    'run and revert one that has no transaction, in mode %s',
    async (migrationsTransactionMode) => {
      const dataSource = { migrations: [...MIGRATIONS, BuildConcurrently1700000000003], migrationsTransactionMode };
      const { exitCode, stdout } = await call(['migration:run'], { dataSource });
      expect(stdout).toContain('Ran 3 migrations');
      expect(exitCode).toBe(0);
      expect((await call(['migration:show'], { dataSource })).exitCode).toBe(0);
      const reverted = await call(['migration:revert', '--steps', '3'], { dataSource });
      expect(reverted.stdout.match(/(?<=Reverted )\w+/g)).toEqual([
        'BuildConcurrently1700000000003',
        'GreetOwners1700000000001',
        'CreateOwners1700000000000',
      ]);
      expect(await recorded()).toEqual([]);
    },
  );

  it('revert back to a named one', async () => {
    await call(['migration:run']);
    const { stdout } = await call(['migration:revert', '--to', 'CreateOwners1700000000000']);
    expect(stdout).toMatch(/^↩️ Reverted GreetOwners1700000000001 \(\d+ ms\)\n$/);
    expect(await recorded()).toEqual(['CreateOwners1700000000000']);
    const again = await call(['migration:revert', '--to', 'CreateOwners1700000000000']);
    expect(again).toEqual({ exitCode: 0, stdout: '✅ Nothing to revert.\n', stderr: '' });
  });

  it.each([
    [['--to', 'Unknown1'], /No migration Unknown1 .*\n  GreetOwners1700000000001\n  CreateOwners1700000000000\n/],
    [['--steps', '3'], /3 migrations can not be reverted, 2 were run.*\n  GreetOwners1700000000001\n/],
    [['--steps', '0'], /--steps 0 is no number of migrations/],
    [['--steps', 'two'], /--steps two is no number of migrations/],
    [['--steps', '1', '--to', 'CreateOwners1700000000000'], /expected one of them/],
  ])('revert %j is wrong usage, and reverts nothing', async (argv, says) => {
    await call(['migration:run']);
    const { exitCode, stderr } = await call(['migration:revert', ...argv]);
    expect(stderr).toMatch(says);
    expect(exitCode).toBe(2);
    expect(await recorded()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  it('revert nothing when one of them is not in the code', async () => {
    await call(['migration:run']);
    const answer = await call(['migration:revert', '--steps', '2'], {
      dataSource: { migrations: [GreetOwners1700000000001] },
    });
    expect(answer.stderr).toContain('does not have CreateOwners1700000000000');
    expect(answer.exitCode).toBe(2);
    expect(await recorded()).toHaveLength(2);
  });

  it('show a migration that was run and is not in the code any more', async () => {
    await call(['migration:run']);
    const { stdout } = await call(['migration:show'], { dataSource: { migrations: [CreateOwners1700000000000] } });
    expect(stdout).toContain('✅ GreetOwners1700000000001: run, but not in the code\n');
  });

  describe('migration:generate', () => {
    let directory: string;
    const generate = (name: string, options: TestModuleOptions = {}) =>
      call(
        ['migration:generate', name],
        { lifecycle: {}, dataSource: {}, ...options },
        { migrationsDirectory: directory },
      );

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'migrations-'));
    });
    afterEach(() => rm(directory, { recursive: true }));

    it('writes what then makes all that the entities ask for, and can be reverted', async () => {
      const { exitCode, stdout } = await generate('create-all', { entities: ALL_ENTITIES });
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Proven in a shadow database: up, down and up again.');
      const [file] = await readdir(directory);
      expect(file).toMatch(/^\d{13}-CreateAll\.ts$/);
      const source = await readFile(join(directory, file!), 'utf8');
      expect(source).toMatch(
        /^import type \{ MigrationInterface, QueryRunner \} from 'typeorm';\n\nexport class CreateAll\d{13} implements/,
      );
      expect(source).toContain('\n        "name" character varying NOT NULL,\n');

      const exported = require(join(directory, file!)) as Record<string, new () => MigrationInterface>;
      const options = { entities: ALL_ENTITIES, dataSource: { migrations: Object.values(exported) }, lifecycle: {} };
      expect((await call(['migration:run'], options)).stdout).toContain('Ran 1 migration.');
      expect((await call(['db:status'], options)).exitCode).toBe(0);
      const unchanged = await generate('again', options);
      expect(unchanged.stdout).toContain('Nothing has changed');
      expect(unchanged.exitCode).toBe(0);
      expect(await readdir(directory)).toHaveLength(1);
      expect((await call(['migration:revert'], options)).exitCode).toBe(0);
      expect(await database.query(`SELECT to_regclass('owners') AS owners`)).toEqual([{ owners: null }]);
    });

    it('comes after every migration there is, whatever the clock says', async () => {
      class Later9999999999990 implements MigrationInterface {
        async up(): Promise<void> {}
        async down(): Promise<void> {}
      }
      await generate('Next', { dataSource: { migrations: [Later9999999999990] } });
      expect(await readdir(directory)).toEqual(['9999999999991-Next.ts']);
    });

    it.each(['1st', 'Drop;Table', '../Escape'])('does not take %j for a name', async (name) => {
      const answer = await generate(name);
      expect(answer.exitCode).toBe(2);
      expect(answer.stderr).toContain('npm run migration:generate -- AddVaccinations');
      expect(await readdir(directory)).toEqual([]);
    });

    it('is refused where there are no sources', async () => {
      const answer = await call(['migration:generate', 'Anything']);
      expect(answer.exitCode).toBe(4);
      expect(answer.stderr).toContain('this is a build');
    });
  });

  describe('migration:create', () => {
    let directory: string;
    const create = (name: string, options: TestModuleOptions = {}) =>
      call(['migration:create', name], options, { migrationsDirectory: directory });

    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), 'migrations-'));
    });
    afterEach(() => rm(directory, { recursive: true }));

    it('writes an empty one that loads, runs after every other, and reverts', async () => {
      class Later9999999999990 implements MigrationInterface {
        async up(): Promise<void> {}
        async down(): Promise<void> {}
      }
      const { exitCode, stdout } = await create('move-owners', { dataSource: { migrations: [Later9999999999990] } });
      expect(exitCode).toBe(0);
      expect(stdout).toBe(
        `✅ Wrote ${join(directory, '9999999999991-MoveOwners.ts')}. It is empty: fill in up() and down().\n`,
      );
      const exported = require(join(directory, '9999999999991-MoveOwners.ts')) as object;
      const dataSource = { migrations: Object.values(exported) as (new () => MigrationInterface)[] };
      expect((await call(['migration:run'], { dataSource })).stdout).toContain('Ran 1 migration.');
      expect((await call(['migration:revert'], { dataSource })).stdout).toContain('MoveOwners9999999999991');
    });

    it('takes no name that is no class name', async () => {
      const answer = await create('1st');
      expect(answer.exitCode).toBe(2);
      expect(answer.stderr).toContain('npm run migration:create -- AddVaccinations');
      expect(await readdir(directory)).toEqual([]);
    });

    it('is refused where there are no sources', async () => {
      const answer = await call(['migration:create', 'Anything']);
      expect(answer.exitCode).toBe(4);
      expect(answer.stderr).toContain('npm run migration:create -- <Name>');
    });
  });

  it('wait for another process that holds the lock, and say for whom', async () => {
    await onServer(database.url, async (client) => {
      await client.query('BEGIN');
      await client.query(`SELECT pg_advisory_xact_lock(${lifecycleLockKey('public', 'migrations').join(', ')})`);
      const answer = await call(['migration:run'], {
        lifecycle: { environment: 'production', lockWaitTimeoutMs: 300 },
      });
      expect(answer.exitCode).toBe(1);
      expect(answer.stdout).toContain('⏳');
      expect(answer.stderr).toContain('after 300 ms');
    });
  });
});
