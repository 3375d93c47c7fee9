import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { migration } from './support/migration.factory';
import { COUNTING, failureOf, migrate } from './support/migrating';
import { noPgBouncer, startPgBouncer } from './support/pgbouncer';
import { expectOneOfTen, expectOnceInRounds } from './support/racing';
import { rounds } from './support/rounds';

const ROUNDS = rounds(50);

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
