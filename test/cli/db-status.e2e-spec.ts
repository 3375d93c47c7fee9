import type { StatusReport } from '../../src/database-lifecycle';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { CreateOwners1700000000000, Owner } from './entities';
import { ALL_ENTITIES, appOn, callCli, json, type TestModuleOptions } from './support';

describe('db:status', () => {
  let database: TestDatabase;
  const status = (argv: string[] = [], options?: TestModuleOptions) =>
    callCli(appOn(database.url, options), ['db:status', ...argv]);
  const create = () => callCli(appOn(database.url), ['db:init', '--seed']);

  /** The table of owners as --json tells it, and how long that took in milliseconds. */
  const owners = async (argv: string[] = []) => {
    const started = performance.now();
    const answer = await status(['--json', ...argv], { entities: [Owner], providers: [] });
    const found = json<StatusReport>(answer).tables[0]!;
    return { ...found, took: performance.now() - started };
  };

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('names each missing table, and exits with 3', async () => {
    const { exitCode, stdout, stderr } = await status();
    expect(exitCode).toBe(3);
    expect(stdout).toContain('🆕 owners: missing, would be created (Owner)\n');
    expect(stdout).toContain('🆕 animals: missing, would be created (Animal)\n');
    expect(stdout).toContain('New tables to create: typeorm_metadata, owners, animals, animal_names, animal_count\n');
    expect(stdout).toContain('npm run db:init');
    expect(stderr).toBe('');
  });

  it('counts what is there, and exits with 0', async () => {
    await create();
    const { exitCode, stdout } = await status();
    expect(stdout).toMatch(/^✅ owners: 4 records \(Owner\), \d+ kB$/m);
    expect(stdout).toMatch(/^✅ animals: 1 record \(Animal\), \d+ kB$/m);
    expect(stdout).toMatch(/^✅ animal_names: view \(AnimalName\)$/m);
    expect(stdout).toContain('All 5 tables exist, nothing to create.');
    expect(stdout).toContain('Migrations: none in this app');
    expect(stdout).toContain(`database ${database.name}`);
    expect(stdout).toContain('environment development');
    expect(exitCode).toBe(0);
  });

  it('names the entities that no DataSource has, and fails for none of them', async () => {
    await create();
    expect((await status()).stdout).not.toContain('has @Entity()');
    await callCli(appOn(database.url, { entities: [Owner], providers: [] }), ['db:init']);
    const { exitCode, stdout } = await status([], { entities: [Owner], providers: [] });
    expect(stdout).toContain(
      '⚠️ Animal, AnimalCount, AnimalName have @Entity(), and no DataSource has them, so that no table is made: list them in the option entities',
    );
    expect(exitCode).toBe(0);
  });

  it('prints one JSON document with --json', async () => {
    await database.query('CREATE TABLE strangers (id int)');
    await callCli(appOn(database.url, { entities: [Owner], providers: [] }), ['db:init']);
    const answer = await status(['--json']);
    expect(answer.exitCode).toBe(3);
    const report = json<StatusReport>(answer);
    expect(report).toMatchObject({
      environment: 'development',
      connection: { database: database.name, role: 'postgres', local: true, version: expect.stringMatching(/^\d+\./) },
      otherTables: 1,
      pendingMigrations: null,
      problems: [],
      toCreate: expect.arrayContaining(['public.animals', 'public.animal_names']),
    });
    expect(report.tables).toContainEqual({
      entity: 'Owner',
      table: 'public.owners',
      kind: 'table',
      state: 'present',
      rows: 0,
      estimated: false,
      bytes: expect.any(Number),
    });
    expect(report.tables.find(({ table }) => table === 'public.animals')).toMatchObject({
      state: 'missing',
      rows: null,
    });
    expect(report.statements.join('\n')).toContain('CREATE TABLE "animals"');
  });

  it('tells hidden tables and names that something else holds', async () => {
    await database.query('CREATE VIEW owners AS SELECT 1 AS id; CREATE TABLE animals (id int)');
    const role = `${database.name}_app`;
    await database.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON SCHEMA public TO ${role}; GRANT SELECT ON owners TO ${role}`,
    );
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    try {
      const { exitCode, stdout } = await callCli(appOn(url.href), ['db:status']);
      expect(stdout).toContain('❌ owners: something else has this name (Owner)');
      expect(stdout).toContain('🔒 animals: exists, but this role has no privilege on it (Animal)');
      expect(stdout).toContain('expected a table, found a view');
      expect(stdout).toContain('GRANT SELECT');
      expect(exitCode).toBe(3);
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('counts no table that it may not read', async () => {
    await create();
    const role = `${database.name}_writer`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT INSERT ON owners, animals TO ${role}`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    try {
      const { stdout } = await callCli(appOn(url.href), ['db:status']);
      expect(stdout).toMatch(/^✅ owners: records can not be read \(Owner\), \d+ kB$/m);
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  describe('on a table of 2,000,000 rows', () => {
    const FILL = `INSERT INTO owners (name) SELECT 'n' || g FROM generate_series(1, 2000000) g`;
    beforeEach(async () => {
      await create();
      await database.query('ALTER TABLE owners SET (autovacuum_enabled = off)');
      await database.query(FILL);
    });

    it('estimates within a second, whether it was analyzed or not, and counts with --exact', async () => {
      const unknown = await owners();
      expect(unknown).toMatchObject({ estimated: true });
      expect(unknown.took).toBeLessThan(1000);
      // From the first pages alone, whose rows are shorter here than the later ones.
      expect(Math.abs(unknown.rows! - 2_000_004)).toBeLessThan(300_000);

      await database.query('ANALYZE owners');
      const analyzed = await owners();
      expect(analyzed).toMatchObject({ estimated: true });
      expect(analyzed.took).toBeLessThan(1000);
      expect(Math.abs(analyzed.rows! - 2_000_004)).toBeLessThan(50_000);

      expect(await owners(['--exact'])).toMatchObject({ estimated: false, rows: 2_000_004 });
      const { stdout } = await status([], { entities: [Owner], providers: [] });
      expect(stdout).toMatch(/^✅ owners: ≈ [12],\d{3},\d{3} records \(Owner\), \d+ MB$/m);
    });
  });

  it('gives up in time on a table that another session has locked', async () => {
    await create();
    await onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'payroll'; BEGIN; LOCK TABLE owners`);
      const { exitCode, stderr } = await status();
      expect(stderr).toMatch(/stayed locked for longer than lockTimeoutMs: public\.owners by pid \d+ \(payroll, /);
      expect(exitCode).toBe(1);
    });
  });

  it('counts the partitions of a partitioned table, and its own rows only', async () => {
    await database.query(`CREATE TYPE owners_role_enum AS ENUM ('admin', 'staff');
      CREATE TABLE owners (id int, name text NOT NULL, role owners_role_enum DEFAULT 'staff') PARTITION BY RANGE (id);
      CREATE TABLE owners_low PARTITION OF owners FOR VALUES FROM (0) TO (100);
      CREATE TABLE owners_high PARTITION OF owners FOR VALUES FROM (100) TO (100000);
      INSERT INTO owners SELECT g, 'n' FROM generate_series(1, 20000) g; ANALYZE owners`);
    const answer = await status(['--json'], { entities: [Owner], providers: [] });
    const [owners] = json<StatusReport>(answer).tables;
    expect(owners).toMatchObject({ state: 'present', rows: 20_000, estimated: true });
    expect(owners!.bytes).toBeGreaterThan(500_000);
  });

  it('tells pending migrations as work where autoCreate is off, too', async () => {
    const [dataSource, lifecycle] = [{ migrations: [CreateOwners1700000000000] }, { autoCreate: false }];
    const { exitCode, stdout } = await status([], { entities: [Owner], providers: [], dataSource, lifecycle });
    expect(stdout).toContain('environment development: tables come from migrations only');
    expect(stdout).toContain('Migrations: 1 pending: CreateOwners1700000000000\n  -> npm run migration:run');
    expect(stdout).not.toContain('db:init');
    expect(exitCode).toBe(3);
  });

  it('tells pending migrations: to be done in production, and not in development', async () => {
    const dataSource = { migrations: [CreateOwners1700000000000] };
    const development = await status([], { dataSource });
    expect(development.stdout).toContain(
      'Migrations: 1 pending: CreateOwners1700000000000 (here tables are made without them)',
    );
    await create();
    expect((await status([], { dataSource })).exitCode).toBe(0);

    const production = await status([], { dataSource, lifecycle: { environment: 'production' } });
    expect(production.stdout).toContain('Migrations: 1 pending: CreateOwners1700000000000\n  -> npm run migration:run');
    expect(production.exitCode).toBe(3);
  });

  it('names the missing tables in production, with the remedy there', async () => {
    const { exitCode, stdout } = await status([], { lifecycle: { environment: 'production' } });
    expect(stdout).toContain('❌ owners: missing, a migration has to create it (Owner)');
    expect(stdout).toContain('-> npm run migration:generate -- <Name>, in development');
    expect(stdout).not.toContain('db:init');
    expect(exitCode).toBe(3);
  });

  it('does not wait for who locks a table that is not of the app', async () => {
    await create();
    await database.query('CREATE TABLE strangers (id int)');
    await onServer(database.url, async (client) => {
      await client.query('BEGIN; LOCK TABLE strangers');
      const { exitCode, stdout } = await status();
      expect(stdout).toContain('✅ owners: 4 records');
      expect(exitCode).toBe(0);
    });
  });

  it('sees a column that an existing table lacks as something to be done', async () => {
    await create();
    await database.query('ALTER TABLE owners DROP COLUMN name');
    const { exitCode, stdout } = await status([], { entities: ALL_ENTITIES });
    expect(stdout).toContain('lacks column name');
    expect(exitCode).toBe(3);
  });
});
