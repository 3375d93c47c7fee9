import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migration } from '../migrations/support/migration.factory';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { deploy, locksOf, rehearse, rulesOf, statementsOf } from './support';

const held = (statement: ReturnType<typeof statementsOf>[number]): string[] =>
  statement.held.map(({ table, mode, since }) => `${mode} ${table}: ${since.sql}`);

describe('statements that share a transaction', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await deploy(database.url);
  });
  afterEach(() => database.drop());

  it('a lock is told by the statement that took it first, and held for all that follow', async () => {
    const add = 'ALTER TABLE orders ADD COLUMN paid boolean';
    const [first, second, third] = statementsOf(
      await rehearse(database.url, [
        migration(2, [add, 'UPDATE orders SET paid = true', 'CREATE INDEX ON customers (name)']),
      ]),
    );
    expect([first, second, third].map((statement) => locksOf(statement!))).toEqual([
      'ACCESS EXCLUSIVE orders',
      'ROW EXCLUSIVE orders',
      'SHARE customers',
    ]);
    expect(first!.findings).toEqual([]);
    expect(held(second!)).toEqual([`ACCESS EXCLUSIVE public.orders: ${add}`]);
    expect(second!.findings[0]!.message).toContain(
      `Reads and writes of orders wait while it changes rows of orders (0 records, 0 bytes in this database).`,
    );
    expect(second!.findings[0]!.message).toContain(`ACCESS EXCLUSIVE on orders is held since \`${add}\`.`);
    expect(rulesOf(second!)).toEqual(['held-lock', 'batches']);
    expect(third!.findings[0]!.message).toMatch(
      /^Reads and writes of orders, and writes to customers, wait while it builds an index on customers/,
    );
    expect(rulesOf(third!)).toEqual(['index']);
    expect(new Set([first, second, third].map((statement) => statement!.transaction))).toEqual(new Set([1]));
  });

  it('VALIDATE is harmless by itself, and is not right after the constraint was added', async () => {
    const add = 'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID';
    const validate = 'ALTER TABLE orders VALIDATE CONSTRAINT positive';
    const together = statementsOf(await rehearse(database.url, [migration(2, [add, validate])]));
    expect(rulesOf(together[1]!)).toEqual(['held-lock']);
    expect(together[1]!.scans).toEqual(['public.orders']);

    const apart = statementsOf(
      await rehearse(database.url, [migration(2, [add]), migration(3, [validate])], { mode: 'each' }),
    );
    expect(locksOf(apart[1]!)).toBe('SHARE UPDATE EXCLUSIVE orders');
    expect(apart.map(({ findings, transaction }) => [findings, transaction])).toEqual([
      [[], 1],
      [[], 2],
    ]);
  });

  it('the safe way to NOT NULL scans nothing under ACCESS EXCLUSIVE', async () => {
    const steps = [
      'ALTER TABLE orders ADD CONSTRAINT noted CHECK (note IS NOT NULL) NOT VALID',
      'ALTER TABLE orders VALIDATE CONSTRAINT noted',
      'ALTER TABLE orders ALTER COLUMN note SET NOT NULL',
      'ALTER TABLE orders DROP CONSTRAINT noted',
    ];
    const statements = statementsOf(await rehearse(database.url, [migration(2, steps, [], false)]));
    expect(statements.map(({ scans }) => scans.length)).toEqual([0, 1, 0, 0]);
    expect(statements.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('a migration that ends its transaction is told before it runs for real', async () => {
    const { failure } = await rehearse(database.url, [migration(2, ['CREATE TABLE kept (); COMMIT; BEGIN'])]);
    expect(failure?.message).toContain('it ended the transaction that it runs in');
  });

  it('migrations of one transaction hold the locks of those before them', async () => {
    const pending = [
      migration(2, ['ALTER TABLE orders ADD COLUMN paid boolean']),
      migration(3, ['ALTER TABLE customers ALTER COLUMN name SET NOT NULL']),
    ];
    const all = await rehearse(database.url, pending);
    expect(held(all.migrations[1]!.statements[0]!)).toHaveLength(1);
    expect(statementsOf(all).map(({ transaction }) => transaction)).toEqual([1, 1]);
    const each = await rehearse(database.url, pending, { mode: 'each' });
    expect(held(each.migrations[1]!.statements[0]!)).toEqual([]);
    expect(statementsOf(each).map(({ transaction }) => transaction)).toEqual([1, 2]);
  });

  it('what ROLLBACK TO SAVEPOINT gave back is held no more', async () => {
    const [, , , scan] = statementsOf(
      await rehearse(database.url, [
        migration(2, [
          'SAVEPOINT before_it',
          'LOCK TABLE orders',
          'ROLLBACK TO SAVEPOINT before_it',
          'ALTER TABLE customers ALTER COLUMN name SET NOT NULL',
        ]),
      ]),
    );
    expect(held(scan!)).toEqual([]);
    expect(locksOf(scan!)).toBe('ACCESS EXCLUSIVE customers');
  });

  it('a transaction that the migration begins itself counts as one', async () => {
    const statements = statementsOf(
      await rehearse(database.url, [
        migration(
          2,
          [
            'BEGIN',
            'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
            'LOCK TABLE orders',
            'CREATE INDEX ON customers (name)',
            'COMMIT',
            'CREATE INDEX ON orders (total)',
          ],
          [],
          false,
        ),
      ]),
    );
    expect(statements.map(({ transaction }) => transaction)).toEqual([null, 1, 1, 1, 1, null]);
    expect(statements.map((statement) => held(statement).length)).toEqual([0, 0, 0, 1, 0, 0]);
    expect(locksOf(statements[5]!)).toBe('SHARE orders');
  });

  it('a body that commits runs as it is, and its locks are said to be unknown; any other is looked at', async () => {
    const bodies = ['UPDATE orders SET total = 1; COMMIT;', 'UPDATE orders SET total = 1;'];
    const blocks = bodies.map((body) => `DO $$ BEGIN ${body} END $$`);
    const [commits, plain] = statementsOf(await rehearse(database.url, [migration(2, blocks, [], false)]));
    expect(locksOf(commits!)).toBe('');
    expect(commits!.findings.map(({ message }) => message)).toEqual([
      'What it locked is not known: it may commit by itself, and its locks were gone before they could be read.',
    ]);
    expect(locksOf(plain!)).toBe('ROW EXCLUSIVE orders');
    expect(rulesOf(plain!)).toEqual(['batches']);
  });

  it('a lock of a statement before is not held where each commits by itself', async () => {
    const sql = ['ALTER TABLE orders ADD COLUMN one int', 'ALTER TABLE orders ADD COLUMN two int'];
    for (const pending of [[migration(2, sql, [], false)], sql.map((one, index) => migration(index + 2, [one]))]) {
      const statements = statementsOf(await rehearse(database.url, pending, { mode: 'each' }));
      expect(statements.map(locksOf)).toEqual(['ACCESS EXCLUSIVE orders', 'ACCESS EXCLUSIVE orders']);
      expect(statements.map(held)).toEqual([[], []]);
    }
  });

  it('statements without a transaction stay so: one that fails undoes itself alone, and may be caught', async () => {
    class Tolerant1700000000002 implements MigrationInterface {
      readonly name = 'Step1700000000002';
      readonly transaction = false;

      async up(runner: QueryRunner): Promise<void> {
        await runner.query('CREATE INDEX kept ON orders (total)');
        await runner.query('CREATE INDEX kept ON orders (total)').catch(() => undefined);
        await runner.query('REINDEX INDEX CONCURRENTLY kept');
      }

      async down(): Promise<void> {}
    }
    const rehearsal = await rehearse(database.url, [Tolerant1700000000002]);
    expect(rehearsal.failure).toBeNull();
    expect(statementsOf(rehearsal).map(({ sql }) => sql.split(' ')[0])).toEqual(['CREATE', 'REINDEX']);
  });
});

describe('what the pending migrations make themselves', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await deploy(database.url);
  });
  afterEach(() => database.drop());

  const onNewTable = [
    'CREATE TABLE visits (id int, reason text)',
    'CREATE INDEX visits_reason ON visits (reason)',
    'ALTER TABLE visits ALTER COLUMN id TYPE bigint',
    'ALTER TABLE visits ADD CHECK (id > 0)',
    'UPDATE visits SET id = 1',
    'DROP INDEX visits_reason',
    'ALTER TABLE visits RENAME reason TO why',
  ];

  it.each([
    ['one migration', [migration(2, onNewTable)]],
    ['later ones', onNewTable.map((sql, index) => migration(index + 2, [sql]))],
  ])('is used by nobody yet: %s', async (_, pending) => {
    for (const mode of ['all', 'each'] as const) {
      const statements = statementsOf(await rehearse(database.url, pending, { mode }));
      expect(statements).toHaveLength(onNewTable.length);
      expect(statements.map(({ sql }) => sql)).toEqual(onNewTable);
      expect(
        statements.flatMap(({ locks, findings, rewrites, scans }) => [locks, findings, rewrites, scans].flat()),
      ).toEqual([]);
    }
  });

  it('a table that takes the place of another is told by the locks on the other', async () => {
    const statements = statementsOf(
      await rehearse(database.url, [
        migration(2, [
          'CREATE TABLE better (LIKE customers INCLUDING ALL)',
          'INSERT INTO better SELECT * FROM customers',
          'DROP TABLE customers',
          'ALTER TABLE better RENAME TO customers',
        ]),
      ]),
    );
    expect(statements.map(locksOf)).toEqual([
      'ACCESS SHARE customers',
      // Held since the first already.
      '',
      'ACCESS EXCLUSIVE customers',
      '',
    ]);
    expect(statements[1]!.scans).toEqual(['public.customers']);
  });

  it('what TypeORM asks the catalog is no statement of the migration', async () => {
    class ByRunner1700000000002 implements MigrationInterface {
      readonly name = 'Step1700000000002';

      async up(runner: QueryRunner): Promise<void> {
        await runner.renameColumn('orders', 'note', 'remark');
      }

      async down(): Promise<void> {}
    }
    const statements = statementsOf(await rehearse(database.url, [ByRunner1700000000002]));
    expect(statements.map(({ sql }) => sql)).toEqual(['ALTER TABLE "orders" RENAME COLUMN "note" TO "remark"']);
  });
});

describe('a documented lock', () => {
  let database: TestDatabase;
  let clients: Client[];

  beforeEach(async () => {
    database = await createEmptyDatabase();
    clients = await Promise.all(
      [1, 2, 3].map(async () => {
        const client = new Client({ connectionString: database.url });
        await client.connect();
        return client;
      }),
    );
    await deploy(database.url);
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await database.drop();
  });

  /** A writer keeps each of them waiting in its middle, where its locks can be read. */
  it.each([
    'CREATE INDEX CONCURRENTLY seen ON orders (total)',
    'DROP INDEX CONCURRENTLY orders_note',
    'REINDEX TABLE CONCURRENTLY orders',
  ])('is what PostgreSQL takes: %s', async (sql) => {
    const [writer, worker, reader] = clients as [Client, Client, Client];
    const { rows } = await worker.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await writer.query('BEGIN; UPDATE orders SET total = 1; INSERT INTO orders (total) VALUES (1)');
    const working = worker.query(sql);
    const modes = async (): Promise<string[]> =>
      (
        await reader.query<{ mode: string }>(
          `SELECT DISTINCT mode FROM pg_locks WHERE pid = $1 AND relation = 'orders'::regclass AND granted
             AND EXISTS (SELECT FROM pg_locks w WHERE w.pid = $1 AND NOT w.granted)`,
          [rows[0]!.pid],
        )
      ).rows.map(({ mode }) => mode);
    let taken = await modes();
    for (let tries = 0; taken.length === 0 && tries < 100; tries += 1) {
      await setTimeout(20);
      taken = await modes();
    }
    await writer.query('COMMIT');
    await working;
    expect(taken).toEqual(['ShareUpdateExclusiveLock']);
  });
});
