import type { Client } from 'pg';
import { runMigrations } from '../../src/database-lifecycle/migrations/migration.runner';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { migration } from './support/migration.factory';
import { connectMigrating, failureOf, migrate } from './support/migrating';

const table = migration(1, ['CREATE TABLE IF NOT EXISTS orders (code int)']);
const index = migration(
  2,
  ['CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "Orders code" ON orders (code)'],
  ['DROP INDEX "Orders code"'],
  false,
);

/** As the app's own pool sets them. */
const onConnect = (client: Client) => client.query(`SET lock_timeout TO '1234ms'; SET statement_timeout TO 56789`);

describe('CREATE INDEX CONCURRENTLY', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const recorded = async () => (await database.query('SELECT name FROM migrations')).length;

  it.each(['all', 'each', 'none'] as const)(
    'that fails, mode %s: its invalid index is named then and by the next run, which does not take it for made',
    async (mode) => {
      await migrate(database.url, [table], { mode });
      await database.query('INSERT INTO orders VALUES (1), (1)');
      const remedy =
        'Index public."Orders code" on orders is invalid, left by a failed CREATE INDEX CONCURRENTLY; remove it: DROP INDEX CONCURRENTLY public."Orders code";';
      const failure = await failureOf(migrate(database.url, [table, index], { mode }));
      expect(failure.message).toMatch(/Step1700000000002 failed in up\(\): could not create unique index/);
      expect(failure.message).toContain(remedy);

      await database.query('DELETE FROM orders');
      const refused = await failureOf(migrate(database.url, [table, index], { mode }));
      expect(refused).toMatchObject({ name: 'InvalidIndexError', exitCode: 4 });
      expect(refused.message).toContain(remedy);
      expect(await recorded()).toBe(1);

      await database.query('DROP INDEX CONCURRENTLY public."Orders code"');
      expect(await migrate(database.url, [table, index], { mode })).toHaveLength(1);
      expect(await database.query(`SELECT indisvalid FROM pg_index WHERE indrelid = 'orders'::regclass`)).toEqual([
        { indisvalid: true },
      ]);
    },
  );

  it('does not wait for a process that waits for the lock, in whatever mode', async () => {
    await database.query('CREATE TABLE orders (code int)');
    const migrations = [table, migration(3, ['SELECT 1'])];
    await onServer(database.url, async (reader) => {
      // As long as this transaction is open the index is not finished, so the others do have to wait.
      await reader.query('BEGIN; SELECT FROM orders; INSERT INTO orders VALUES (7)');
      const indexing = migrate(database.url, [table, index], { mode: 'none' });
      while ((await database.query(`SELECT FROM pg_stat_progress_create_index`)).length === 0);
      const waits: unknown[] = [];
      const others = (['all', 'each'] as const).map((mode) =>
        migrate(database.url, migrations, { mode }, { onWait: (holders) => waits.push(holders) }),
      );
      while (waits.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
      await reader.query('COMMIT');
      expect(await indexing).toHaveLength(2);
      expect((await Promise.all(others)).flat()).toEqual(['Step1700000000003']);
    });
  });

  it('gives its connection back without the lock and with the timeouts it had', async () => {
    const app = await connectMigrating(database.url, [table, index], {
      mode: 'none',
      dataSource: { extra: { onConnect } },
    });
    const settings = () =>
      app.dataSource
        .query(`SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement,
      (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS held`);
    const before: unknown = await settings();
    expect(before).toEqual([{ lock: '1234ms', statement: '56789ms', held: 0 }]);
    await runMigrations(app);
    expect(await settings()).toEqual(before);
    await database.query(
      'DROP TABLE orders, migrations; CREATE TABLE orders (code int); INSERT INTO orders VALUES (1), (1)',
    );
    await failureOf(runMigrations(app));
    expect(await settings()).toEqual(before);
    await app.dataSource.destroy();
  });
});
