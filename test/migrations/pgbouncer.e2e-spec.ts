import type { Client } from 'pg';
import { runMigrations } from '../../src/database-lifecycle/migrations/migration.runner';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { migration } from './support/migration.factory';
import { connectMigrating, COUNTING, failureOf, migrate } from './support/migrating';
import { noPgBouncer, startPgBouncer } from './support/pgbouncer';
import { expectOneOfTen, expectOnceInRounds } from './support/racing';
import { rounds } from './support/rounds';

const ROUNDS = rounds(50);

/** The options of an app that has its schema set on each connection. */
const inSchema = (schema: string) => ({
  schema,
  extra: { onConnect: (client: Client) => client.query(`SET search_path TO ${schema}`) },
});

if (noPgBouncer) process.stderr.write(`Skipped test/migrations/pgbouncer: ${noPgBouncer}\n`);

(noPgBouncer ? describe.skip : describe)('migration:run through PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let bouncer: Awaited<ReturnType<typeof startPgBouncer>>;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    bouncer = await startPgBouncer(database.url, 'transaction');
  });
  afterEach(async () => {
    await bouncer.stop();
    await database.drop();
  });

  const advisoryLocks = () =>
    database.query(`SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database()`);

  describe.each([20, 1])('that shares out %i connections to the server, mode all', (poolSize) => {
    let sharing: typeof bouncer;

    beforeEach(async () => {
      sharing = await startPgBouncer(database.url, 'transaction', poolSize);
    });
    afterEach(() => sharing.stop());

    it(
      `two at once, ${ROUNDS} rounds: each migration is applied once`,
      async () => {
        await expectOnceInRounds(database, ROUNDS, sharing.url, {});
        expect(await advisoryLocks()).toEqual([]);
      },
      ROUNDS * 1_000,
    );

    it('ten at once on an empty database with 50 migrations: one applies, none fails', async () => {
      await expectOneOfTen(database, sharing.url, {});
      expect(await advisoryLocks()).toEqual([]);
    });
  });

  it('changes the tables of the schema that the app has set, whatever others have set on its connection since', async () => {
    const sharing = await startPgBouncer(database.url, 'transaction', 1);
    try {
      for (const schema of ['ours', 'theirs']) {
        await database.query(`CREATE SCHEMA ${schema}`);
        await migrate(database.url, COUNTING.slice(0, 1), { dataSource: inSchema(schema) });
      }
      const target = await connectMigrating(sharing.url, COUNTING, { dataSource: inSchema('ours') });
      try {
        await onServer(sharing.url, (other) => other.query('SET search_path TO theirs'));
        expect(await runMigrations(target)).toHaveLength(2);
      } finally {
        await target.dataSource.destroy();
      }
    } finally {
      await sharing.stop();
    }
    const values = 'SELECT ours.runs.value AS ours, theirs.runs.value AS theirs FROM ours.runs, theirs.runs';
    expect(await database.query(values)).toEqual([{ ours: 1, theirs: 0 }]);
  });

  it.each([
    ['mode each', 'each', COUNTING],
    ['mode none', 'none', COUNTING],
    ['mode all with a migration that chooses', 'all', [...COUNTING, migration(4, ['SELECT 1'], [], false)]],
  ] as const)(
    '%s is refused with the reason and the remedy; no lock is left behind',
    async (_what, mode, migrations) => {
      const error = await failureOf(migrate(bouncer.url, migrations, { mode }));
      expect(error).toMatchObject({ name: 'PoolerError', exitCode: 4 });
      expect(error.message).toContain('A connection pooler (PgBouncer or another) stands before PostgreSQL');
      expect(error.message).toContain('direct connection');
      expect(error.message).toContain('migrationsTransactionMode "all"');
      expect(await database.query(`SELECT to_regclass('migrations') AS migrations`)).toEqual([{ migrations: null }]);
      expect(await advisoryLocks()).toEqual([]);
      expect(await migrate(database.url, migrations, { mode })).toHaveLength(migrations.length);
    },
  );
});
