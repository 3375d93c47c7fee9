import type { DataSource } from 'typeorm';
import { RehearsalError } from '../../src/database-lifecycle/errors/rehearsal.error';
import { rehearseMigrations } from '../../src/database-lifecycle/rehearsal/migration.rehearser';
import { keepsWaiting } from '../../src/database-lifecycle/report/rehearsal.lines';
import { connectMigrating, failureOf, migrate } from '../migrations/support/migrating';
import { migration, nameOfMigration, type MigrationClass } from '../migrations/support/migration.factory';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { deploy, DEPLOYED, rehearse, statementsOf, useShadowServer, type Rehearsing } from './support';

const RETYPE = migration(2, ['ALTER TABLE orders ALTER COLUMN total TYPE bigint']);

const shadowServer = useShadowServer();

describe('what a lock means for the connected database', () => {
  let database: TestDatabase;
  const rehearseInProduction = (migrations: readonly MigrationClass[], options: Rehearsing = {}) =>
    rehearse(database.url, migrations, {
      lifecycle: { environment: 'production' },
      options: { shadowServer },
      ...options,
    });
  const finding = async (options: Rehearsing = {}) => {
    const rehearsal = await rehearseInProduction([RETYPE], options);
    const [{ severity, message, rewrites }] = statementsOf(rehearsal)[0]!.findings as [never];
    return { severity, message, rewrites, waits: keepsWaiting(rehearsal), tables: rehearsal.tables } as {
      severity: string;
      message: string;
      rewrites: unknown[];
      waits: boolean;
      tables: typeof rehearsal.tables;
    };
  };
  const fill = (rows: number) =>
    database.query(`INSERT INTO orders (total) SELECT n FROM generate_series(1, ${rows}) n`);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await deploy(database.url);
  });
  afterEach(() => database.drop());

  it('a small table of production is rewritten in a moment', async () => {
    await fill(10_000);
    const { severity, message, waits, tables } = await finding();
    expect(severity).toBe('small');
    expect(waits).toBe(false);
    expect(message).toMatch(
      /^Reads and writes of orders wait for a moment while it rewrites orders \(10,000 records, \d+ kB\)\.$/,
    );
    expect(Object.keys(tables)).toEqual(['public.orders']);
    expect(tables['public.orders']).toMatchObject({ rows: 10_000, estimated: false });
  });

  it('a large one blocks, with its size by estimate', async () => {
    await fill(30_000);
    await database.query('ANALYZE orders');
    const { severity, message, waits, rewrites } = await finding();
    expect(severity).toBe('blocking');
    expect(waits).toBe(true);
    expect(message).toContain('it rewrites orders (≈ 30,000 records, ');
    expect(rewrites).toMatchObject([{ rule: 'type-change' }]);
  });

  it.each([
    ['Asia/Tokyo', ['public.orders']],
    ['UTC', []],
  ])('times are read in the time zone of the connected database: %s', async (zone, rewritten) => {
    await database.query(`ALTER DATABASE ${database.name} SET TimeZone = '${zone}'`);
    const change = 'ALTER TABLE orders ALTER COLUMN placed TYPE timestamptz';
    const rehearsal = await rehearseInProduction([migration(2, [change])]);
    const file = async () => (await database.query(`SELECT pg_relation_filenode('orders') AS file`))[0]!.file as number;
    const before = await file();
    await database.query(change);
    expect([statementsOf(rehearsal)[0]!.rewrites, (await file()) !== before]).toEqual([
      rewritten,
      rewritten.length > 0,
    ]);
  });

  it('a table of few rows that are wide is large, too', async () => {
    await database.query(`ALTER TABLE orders ALTER COLUMN note SET STORAGE EXTERNAL; DROP INDEX orders_note`);
    await database.query(`INSERT INTO orders (note) SELECT repeat(md5(n::text), 3000) FROM generate_series(1, 150) n`);
    expect((await finding()).severity).toBe('blocking');
  });

  it('a development database says nothing of how large production is, unless it is large itself', async () => {
    const development = { lifecycle: { environment: 'development' } };
    const { severity, message } = await finding(development);
    expect(severity).toBe('unknown');
    expect(message).toContain('rewrites orders (0 records, 0 bytes in this database).');
    expect(message).toContain('How long depends on how many rows there are in production.');
    await fill(30_000);
    expect((await finding(development)).severity).toBe('blocking');
  });

  it('a table that the connected database lacks is of unknown size', async () => {
    await database.query('DROP TABLE orders CASCADE');
    expect(await finding()).toMatchObject({ severity: 'unknown', tables: {} });
  });

  it('a partitioned table is as large as its partitions', async () => {
    await database.query('CREATE TABLE parts_one PARTITION OF parts FOR VALUES IN (1)');
    await database.query('INSERT INTO parts SELECT n, 1 FROM generate_series(1, 30000) n; ANALYZE parts');
    const { tables } = await rehearseInProduction([migration(2, ['ALTER TABLE parts ADD COLUMN more int'])]);
    expect(tables['public.parts']).toMatchObject({ rows: 30_000, estimated: true });
  });

  it('a table that stays locked is of unknown size, and the rehearsal goes on', async () => {
    await onServer(database.url, async (client) => {
      await client.query('BEGIN; LOCK TABLE orders');
      const rehearsal = await rehearseInProduction([RETYPE], {
        lifecycle: { environment: 'production', lockTimeoutMs: 100 },
      });
      expect(rehearsal.notes).toEqual([
        expect.stringMatching(
          /^Sizes are not known: A table stayed locked for longer than lockTimeoutMs: public\.orders by pid \d+ /,
        ),
      ]);
      expect(statementsOf(rehearsal)[0]!.findings[0]!.severity).toBe('unknown');
    });
  });
});

describe('which migrations are rehearsed', () => {
  let database: TestDatabase;
  let dataSource: DataSource | undefined;
  const connect = async (migrations: readonly MigrationClass[]) => {
    const target = await connectMigrating(database.url, migrations);
    ({ dataSource } = target);
    return target;
  };
  const INDEX = migration(3, ['CREATE INDEX ON orders (total)']);

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    await dataSource?.destroy();
    await database.drop();
  });

  it('those that the connected database has not run, on top of the others, whatever their order', async () => {
    await migrate(database.url, [DEPLOYED, INDEX]);
    const rehearsal = await rehearseMigrations(await connect([DEPLOYED, RETYPE, INDEX]), { shadowServer });
    expect(rehearsal.pending).toEqual([nameOfMigration(2)]);
    expect(statementsOf(rehearsal).map(({ sql }) => sql)).toEqual([
      'ALTER TABLE orders ALTER COLUMN total TYPE bigint',
    ]);
  });

  it('none, and without a shadow, when none is pending', async () => {
    await deploy(database.url);
    const rehearsal = await rehearseMigrations(await connect([DEPLOYED]), {
      shadowServer: () => Promise.reject(new Error('not needed')),
    });
    expect(rehearsal).toMatchObject({ pending: [], migrations: [], failure: null, notes: [] });
  });

  it('of a database that has run none all are made by the run itself; looked at one by one they are history', async () => {
    const target = await connect([DEPLOYED, RETYPE]);
    const together = await rehearseMigrations(target, { shadowServer });
    expect(together).toMatchObject({ history: false, pending: [1, 2].map(nameOfMigration) });
    expect(statementsOf(together).flatMap(({ findings }) => findings)).toEqual([]);
    const history = await rehearseMigrations(target, { shadowServer, historyOneByOne: true });
    expect(history).toMatchObject({ history: true, pending: [1, 2].map(nameOfMigration) });
    expect(history.migrations[1]!.statements[0]!.findings).toMatchObject([{ severity: 'unknown' }]);
  });

  it('those after the one that is named, whatever the connected database has run', async () => {
    const target = await connect([DEPLOYED, RETYPE, INDEX]);
    const since = (name: string) => rehearseMigrations(target, { shadowServer, since: name });
    const rehearsal = await since(nameOfMigration(1));
    expect(rehearsal).toMatchObject({ history: false, pending: [2, 3].map(nameOfMigration) });
    expect(statementsOf(rehearsal)[0]!.findings).toHaveLength(1);
    expect((await since(nameOfMigration(3))).pending).toEqual([]);
    expect((await failureOf(since('Nowhere'))).message).toContain('has no migration Nowhere');
  });

  it('one that fails is named with its statement, after those that ran', async () => {
    await deploy(database.url);
    const failing = migration(3, [
      'ALTER TABLE orders ADD COLUMN paid boolean',
      'ALTER TABLE orders ADD COLUMN paid int',
    ]);
    const target = await connect([DEPLOYED, RETYPE, failing, migration(4, ['SELECT 1'])]);
    const rehearsal = await rehearseMigrations(target, { shadowServer });
    expect(rehearsal.failure).toEqual({
      migration: nameOfMigration(3),
      sql: 'ALTER TABLE orders ADD COLUMN paid int',
      message: 'column "paid" of relation "orders" already exists',
    });
    expect(rehearsal.pending).toEqual([2, 3, 4].map(nameOfMigration));
    expect(rehearsal.migrations.map(({ statements }) => statements.length)).toEqual([1, 1]);
  });

  it('one that fails although the database has run it is an error that names it', async () => {
    await deploy(database.url);
    const changed = migration(1, ['CREATE TABLE orders (id nonsense)']);
    const failure = await failureOf(rehearseMigrations(await connect([changed, RETYPE]), { shadowServer }));
    expect(failure).toBeInstanceOf(RehearsalError);
    expect(failure.message).toContain(
      `Migration ${nameOfMigration(1)}, which the database has run, fails in the shadow`,
    );
    expect(failure.message).toContain('type "nonsense" does not exist');
    expect(failure.message).toContain('CREATE TABLE orders (id nonsense)');
  });

  it('one that the database has run and the code does not have is told of', async () => {
    await migrate(database.url, [DEPLOYED, migration(2, ['CREATE TABLE elsewhere (id int)'])]);
    const rehearsal = await rehearseMigrations(await connect([DEPLOYED, INDEX]), { shadowServer });
    expect(rehearsal.notes).toEqual([
      `The connected database has run ${nameOfMigration(2)}, which this code does not have: the shadow lacks what that made.`,
    ]);
  });
});
