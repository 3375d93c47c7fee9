import { randomUUID } from 'node:crypto';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { createMissingTables } from '../../src/database-lifecycle';
import { inspectDrift } from '../../src/database-lifecycle/drift/drift.inspector';
import type { DriftReport } from '../../src/database-lifecycle/interfaces/drift-report.interface';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { splitStatements } from '../../src/database-lifecycle/sql/sql.tokenizer';
import { CreateOwners1700000000000, GreetOwners1700000000001, Owner } from '../cli/entities';
import { appOn, callCli, json, type CliCall, type TestModuleOptions } from '../cli/support';
import { migration } from '../migrations/support/migration.factory';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { startOwnServer, type OwnServer } from '../traps/support/own-server';
import { tapWire } from '../support/wire';

const MIGRATIONS = [CreateOwners1700000000000, GreetOwners1700000000001];

@Entity('owners')
class OwnerWithPhone extends Owner {
  @Column({ nullable: true }) phone: string;
}

@Entity('visits')
class Visit {
  @PrimaryGeneratedColumn() id: number;
  @Column() reason: string;
}

const CreateVisits = migration(10, [
  'CREATE TABLE visits (id serial CONSTRAINT "PK_0b0b322289a41015c6ea4e8bf30" PRIMARY KEY, reason character varying NOT NULL)',
]);

/** As a rebase leaves it. */
class Greet1700000000005 extends GreetOwners1700000000001 {}

abstract class Named {
  @PrimaryGeneratedColumn() id: number;
  @Column({ nullable: true }) name: string;
}

@Entity('towns')
class Town extends Named {}

@Entity('streets')
class Street extends Named {}
// Of its own in each run, so that no template database of a former one is there.
Column('varchar', { default: randomUUID() })(Street.prototype, 'name');

const paths = (differences: DriftReport['entitiesAheadOfMigrations']) =>
  differences.map(({ change, object }) => `${change} ${object.kind} ${object.path}`);

describe('db:drift', () => {
  let database: TestDatabase;
  const call = (argv: string[], { dataSource, ...options }: TestModuleOptions = {}, cli?: CliCall) =>
    callCli(
      appOn(database.url, {
        entities: [Owner],
        providers: [],
        dataSource: { migrations: MIGRATIONS, ...dataSource },
        ...options,
      } as TestModuleOptions),
      argv,
      cli,
    );
  const drift = (options?: TestModuleOptions, cli?: CliCall) => call(['db:drift'], options, cli);
  const report = async (options?: TestModuleOptions) => json<DriftReport>(await call(['db:drift', '--json'], options));

  let server: OwnServer;
  /** Not the connected one, on which none is made in production. */
  const shadowServer = async () => ({ url: server.url, stop: async () => undefined });

  beforeAll(async () => {
    server = await startOwnServer();
  });
  afterAll(() => server?.remove());
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('agrees where all three are the same', async () => {
    await call(['migration:run']);
    const answer = await drift();
    expect(answer.stdout).toMatch(/^✅ The entities, 2 migrations and the database agree \(\d+ ms\)\.\n$/);
    expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('tells entities ahead of the migrations', async () => {
    await call(['migration:run']);
    const { exitCode, stdout } = await drift({ entities: [OwnerWithPhone] });
    expect(stdout).toBe(
      '📝 The entities are ahead of the migrations, 1 difference:\n' +
        '   column public.owners.phone is missing, expected character varying (additive)\n' +
        '  -> npm run migration:generate -- <Name>\n',
    );
    expect(exitCode).toBe(3);
  });

  it('tells migrations ahead of the database, by name', async () => {
    await call(['migration:run'], { dataSource: { migrations: [CreateOwners1700000000000] } });
    const { exitCode, stdout } = await drift();
    expect(stdout).toBe(
      '⏳ The migrations are ahead of the database, 1 migration pending:\n   GreetOwners1700000000001\n  -> npm run migration:run\n',
    );
    expect(exitCode).toBe(3);
  });

  it('tells what was changed by hand, and the SQL that undoes it, where it is safe', async () => {
    await call(['migration:run']);
    await database.query('ALTER TABLE owners ALTER COLUMN name DROP NOT NULL, ADD COLUMN note text');
    await database.query(`ALTER TABLE owners ALTER COLUMN role SET DEFAULT 'admin'`);
    await database.query('CREATE INDEX owners_by_hand ON owners (name)');
    const { exitCode, stdout } = await drift();
    expect(stdout).toContain('🔧 Changed by hand, 4 differences from what the migrations make');
    expect(stdout).toContain(
      `     ALTER TABLE "public"."owners" ALTER COLUMN "role" SET DEFAULT 'staff'::public.owners_role_enum;`,
    );
    expect(stdout).toContain('column public.owners.note is not expected, found text (may lose data)');
    expect(exitCode).toBe(3);
    const { entitiesAheadOfMigrations, migrationsAheadOfDatabase, databaseAheadOfCode, changed } = await report();
    expect({ entitiesAheadOfMigrations, migrationsAheadOfDatabase, databaseAheadOfCode }).toEqual({
      entitiesAheadOfMigrations: [],
      migrationsAheadOfDatabase: [],
      databaseAheadOfCode: [],
    });
    expect(changed.by).toBe('hand');
    expect(paths(changed.differences)).toEqual([
      'changed column public.owners.name',
      'changed column public.owners.role',
      'extra column public.owners.note',
      'extra index public.owners.owners_by_hand',
    ]);
  });

  it('prints SQL that undoes it to the letter, also where a literal has several blanks or lines', async () => {
    const notes = migration(90, [
      String.raw`CREATE TABLE notes (text text DEFAULT 'one  two' CONSTRAINT notes_text CHECK (text <> E'x\n  y'))`,
    ]);
    const options = { dataSource: { migrations: [...MIGRATIONS, notes] } };
    await call(['migration:run'], options);
    await database.query('ALTER TABLE notes ALTER text DROP DEFAULT, DROP CONSTRAINT notes_text');
    const { stdout } = await drift(options);
    const statements = [...stdout.matchAll(/^ {5}(\S[^;]*;)$/gm)].map(([, statement]) => statement!);
    expect(statements.length).toBeGreaterThan(1);
    for (const statement of statements) await database.query(statement);
    expect((await report(options)).changed.differences).toEqual([]);
  });

  it('reads the dates and times of migrations as the connected database does', async () => {
    await database.query(`ALTER DATABASE ${database.name} SET TimeZone = 'Asia/Tokyo'`);
    await database.query(`ALTER DATABASE ${database.name} SET DateStyle = 'German'`);
    const notes = migration(90, [
      `CREATE TABLE notes (at timestamptz DEFAULT '2020-01-01', due date DEFAULT '03-02-2020', late interval DEFAULT '-1 2:00')`,
    ]);
    await database.query(`ALTER DATABASE ${database.name} SET IntervalStyle = 'sql_standard'`);
    const options = { dataSource: { migrations: [...MIGRATIONS, notes] } };
    await call(['migration:run'], options);
    expect((await report(options)).changed.differences).toEqual([]);
  });

  it('tells a table of the migrations that somebody dropped', async () => {
    await call(['migration:run']);
    await database.query('DROP TABLE owners');
    expect(paths((await report()).changed.differences)).toEqual(['missing table public.owners']);
  });

  it('blames no hand where the database is ahead of the code', async () => {
    const newer = migration(90, ['ALTER TABLE owners ADD COLUMN nick text', 'CREATE TABLE newer (id int)']);
    await call(['migration:run'], { dataSource: { migrations: [...MIGRATIONS, newer] } });
    const { exitCode, stdout } = await drift();
    expect(stdout).toMatch(
      /^⏩ The database is ahead of this code, .*fine for a rolling deploy.*\n   Step1700000000090\n/,
    );
    expect(stdout).toContain('column public.owners.nick is not expected');
    expect(stdout).not.toContain('by hand');
    expect(exitCode).toBe(3);
    expect((await report()).changed.by).toBe('hand or a newer version');
  });

  it('tells those that were renamed or squashed from those of a newer version, and how their records go', async () => {
    await call(['migration:run']);
    const renamed = { dataSource: { migrations: [CreateOwners1700000000000, Greet1700000000005] } };
    await call(['migration:run'], renamed);
    const { exitCode, stdout } = await drift(renamed);
    expect(stdout).toContain('🗑️ The database has run older migrations than');
    expect(stdout).not.toContain('as a newer version was deployed');
    expect(exitCode).toBe(3);
    expect(await report(renamed)).toMatchObject({
      databaseAheadOfCode: [],
      goneFromCode: ['GreetOwners1700000000001'],
      agree: false,
    });
    await database.query(/DELETE FROM .*;/.exec(stdout)![0]);
    expect((await drift(renamed)).stdout).toMatch(/^✅ The entities, 2 migrations and the database agree/);
  });

  it('tells all sides at once', async () => {
    await call(['migration:run'], { dataSource: { migrations: [CreateOwners1700000000000] } });
    await database.query('ALTER TABLE owners ADD COLUMN note text');
    const { entitiesAheadOfMigrations, migrationsAheadOfDatabase, changed } = await report({
      entities: [OwnerWithPhone],
    });
    expect(paths(entitiesAheadOfMigrations)).toEqual(['missing column public.owners.phone']);
    expect(migrationsAheadOfDatabase).toEqual(['GreetOwners1700000000001']);
    expect(paths(changed.differences)).toEqual(['extra column public.owners.note']);
  });

  it('compares auto-created tables with the entities, and calls them so', async () => {
    await call(['db:init']);
    const equal = await drift();
    expect(equal.stdout).toContain(
      '🆕 Made from the entities, without a migration: owners. They are what the entities ask for.\n  -> Does a pending migration make them, record it as run: npm run migration:stamp -- --all\n',
    );
    expect(equal.stdout).not.toContain('by hand');
    expect(equal.exitCode).toBe(3);
    await database.query('ALTER TABLE owners ADD COLUMN note text');
    const { changed, fromEntities } = await report();
    expect(changed.differences).toEqual([]);
    expect(fromEntities.relations).toEqual(['public.owners']);
    expect(paths(fromEntities.differences)).toEqual(['extra column public.owners.note']);
  });

  it("a table that was auto-created beside migrated ones is the entities' as well", async () => {
    await call(['migration:run']);
    const entities = [Owner, Visit];
    await call(['db:init'], { entities });
    const { changed, fromEntities, entitiesAheadOfMigrations } = await report({ entities });
    expect(changed.differences).toEqual([]);
    expect(fromEntities).toEqual({ relations: ['public.visits'], differences: [] });
    expect(paths(entitiesAheadOfMigrations)).toContain('missing table public.visits');
    const elsewhere = await report({ entities, lifecycle: { environment: 'test' } });
    expect(elsewhere.changed.differences).toEqual([]);
  });

  it('nor is blamed on a hand what a recorded migration does not have yet and the entities ask for', async () => {
    const entities = [OwnerWithPhone];
    await call(['db:init'], { entities });
    // The database has a column more than the migration makes.
    await database.query(
      'CREATE TABLE migrations (id serial PRIMARY KEY, timestamp bigint NOT NULL, name varchar NOT NULL)',
    );
    await database.query(
      `INSERT INTO migrations (timestamp, name) VALUES (1700000000000, 'CreateOwners1700000000000'), (1700000000001, 'GreetOwners1700000000001')`,
    );
    const { changed, entitiesAheadOfMigrations } = await report({ entities });
    expect(changed.differences).toEqual([]);
    expect(paths(entitiesAheadOfMigrations)).toEqual(['missing column public.owners.phone']);
    expect(paths((await report()).changed.differences)).toEqual(['extra column public.owners.phone']);
  });

  it('a migration that comes late is made in its order', async () => {
    const migrations = [
      migration(11, ['CREATE TABLE shelf (old text, new text)']),
      migration(12, ['UPDATE shelf SET new = old']),
      migration(13, ['ALTER TABLE shelf DROP COLUMN old']),
    ];
    await call(['migration:run'], { dataSource: { migrations: [migrations[0]!, migrations[2]!] } });
    const { migrationsAheadOfDatabase, changed } = await report({ dataSource: { migrations } });
    expect(migrationsAheadOfDatabase).toEqual(['Step1700000000012']);
    expect(changed.differences).toEqual([]);
  });

  it('in production such a table was made by hand', async () => {
    await call(['migration:run']);
    const entities = [Owner, Visit];
    await call(['db:init'], { entities });
    const production = await call(
      ['db:drift', '--json'],
      { entities, lifecycle: { environment: 'production' } },
      { shadowServer },
    );
    const { changed, fromEntities } = json<DriftReport>(production);
    expect(paths(changed.differences)).toContain('extra table public.visits');
    expect(fromEntities.relations).toEqual([]);
  });

  it('without migrations compares the entities with the database alone', async () => {
    await call(['db:init']);
    const without = { dataSource: { migrations: [] } };
    expect((await drift(without)).stdout).toMatch(/^✅ The database is what the entities ask for/);
    expect((await drift(without)).exitCode).toBe(0);
    const ahead = await drift({ ...without, entities: [OwnerWithPhone, Visit] });
    expect(ahead.stdout).toContain('📝 The database is not what the entities ask for, 2 differences:');
    expect(ahead.stdout).toContain('     ALTER TABLE "public"."owners" ADD COLUMN "phone" character varying;');
    expect(ahead.exitCode).toBe(3);
  });

  it('sees the default of a column that overrides one of the base class in its own table alone', async () => {
    // Each further one has another idea of it: so it is with TypeORM.
    const dataSource = await connectTo(database.url, [Town, Street]);
    try {
      await createMissingTables(dataSource, { environment: 'test' });
      const { agree, fromEntities } = await inspectDrift(lifecycleTarget(dataSource, { environment: 'test' }));
      expect(paths(fromEntities.differences)).toEqual([]);
      expect(agree).toBe(true);
    } finally {
      await dataSource.destroy();
    }
  });

  it("leaves other people's tables apart, and they change nothing", async () => {
    await call(['migration:run']);
    await database.query('CREATE SCHEMA theirs');
    await database.query(`CREATE TYPE theirs.mood AS ENUM ('good')`);
    await database.query(
      'CREATE TABLE theirs.things (id serial PRIMARY KEY, owner int REFERENCES owners, mood theirs.mood)',
    );
    await database.query('CREATE VIEW their_view AS SELECT 1 AS one');
    await database.query('CREATE SEQUENCE their_numbers');
    const { exitCode, stdout } = await drift();
    expect(stdout).toContain("   Not this app's, and left out: their_view, theirs.things\n");
    expect(exitCode).toBe(0);
    expect((await report()).others).toEqual(['public.their_view', 'theirs.things']);
  });

  it('a table that the pending migration makes, made by hand after another plan, is told apart from the entities', async () => {
    await call(['migration:run']);
    await database.query('CREATE TABLE visits (id int)');
    const options = { entities: [Owner, Visit], dataSource: { migrations: [...MIGRATIONS, CreateVisits] } };
    const { fromEntities, changed } = await report(options);
    expect(fromEntities.relations).toEqual(['public.visits']);
    expect(paths(fromEntities.differences)).toContain('missing column public.visits.reason');
    expect(changed.differences).toEqual([]);
  });

  it('tells the failure of a migration in the shadow as one of the shadow', async () => {
    const broken = { dataSource: { migrations: [migration(1, ['SELECT FROM nowhere'])] } };
    const { exitCode, stderr } = await drift(broken);
    expect(stderr).toContain(
      'The migrations do not run from zero in a shadow database, so that nothing can be compared with what they make: Step1700000000001 fails: relation "nowhere" does not exist. The connected database was only read.',
    );
    expect(stderr).toContain('npm run migration:check');
    expect(stderr).not.toContain('rolled back');
    expect(exitCode).toBe(1);
    const baseline = '  -> Was that there before the first migration, have one ahead of all of them make it';
    expect(stderr).toContain(baseline);
    expect((await call(['migration:check'], broken)).stdout).toContain(baseline);
  });

  it('is refused in production without a server for shadows', async () => {
    const { exitCode, stderr } = await drift({ lifecycle: { environment: 'production' } });
    expect(exitCode).toBe(4);
    expect(stderr).toContain('shadow database');
  });

  it('sends reading statements alone to the live database', async () => {
    await call(['migration:run']);
    const wire = await tapWire(database.url);
    try {
      const options = {
        entities: [OwnerWithPhone],
        providers: [],
        dataSource: { migrations: MIGRATIONS },
        lifecycle: { environment: 'production' },
      };
      const answer = await callCli(appOn(wire.url, options), ['db:drift'], {
        shadowServer,
      });
      expect(answer.stdout).toContain('column public.owners.phone is missing');
      const sent = wire.sql().flatMap(splitStatements);
      expect(sent.length).toBeGreaterThan(5);
      expect(sent.some((statement) => statement.startsWith('WITH own_schemas'))).toBe(true);
      expect(
        sent.filter(
          (statement) =>
            !/^(SELECT|WITH own_schemas|SHOW|SET|BEGIN|COMMIT|ROLLBACK)\b/.test(statement) ||
            /\b(nextval|setval|lo_|dblink|pg_advisory|FOR (UPDATE|SHARE)|INTO)\b/.test(statement),
        ),
      ).toEqual([]);
      // The record of migrations is read in one transaction that can not write, all of the schema in another.
      const transactions = sent
        .join('\n')
        .split(/^BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY$/m)
        .slice(1);
      expect(transactions).toHaveLength(2);
      expect(transactions.map((one) => one.includes('WITH own_schemas'))).toEqual([false, true]);
      expect(sent.filter((statement) => statement.startsWith('BEGIN'))).toHaveLength(2);
    } finally {
      await wire.close();
    }
  });
});
