import { SILENCE } from '../../../src/database-lifecycle/connect/silence.watch';
import { callCli } from '../../cli/support';
import { COUNTING, failureOf, migrate } from '../../migrations/support/migrating';
import { noPgBouncer, startPgBouncer } from '../../migrations/support/pgbouncer';
import { outcomeOf } from '../../migrations/support/racing';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { extent } from '../support/extent';
import { ACTS } from './support/acts';
import { boot, LinkedApp } from './support/linked.app';

if (noPgBouncer) process.stderr.write(`Skipped test/faults/networks/poolers: ${noPgBouncer}\n`);

type Pool = readonly [mode: 'transaction' | 'session', poolSize: number, atOnce: number];

const POOLS: readonly Pool[] = [
  ['transaction', 1, 3],
  // Whoever has the one connection keeps it until it ends.
  ['session', 1, 1],
  ...extent<readonly Pool[]>(
    [],
    [
      ['transaction', 20, 3],
      ['session', 20, 3],
    ],
  ),
];

const SESSION_LOCK = new Set(['migrations in mode each', 'migrations in mode none']);

(noPgBouncer ? describe.skip : describe)('behind PgBouncer', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const advisoryLocks = () =>
    database.query(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );

  describe.each(POOLS)('in %s mode that shares out %i connections', (mode, poolSize, atOnce) => {
    let bouncer: Awaited<ReturnType<typeof startPgBouncer>>;
    beforeEach(async () => {
      bouncer = await startPgBouncer(database.url, mode, poolSize);
    });
    afterEach(() => bouncer.stop());

    it.each(ACTS.filter(({ name }) => !SESSION_LOCK.has(name)).map((act) => [act.name, act] as const))(
      '%s is done, and leaves no lock behind',
      async (_, act) => {
        await act.prepare(database.url);
        await act.run(bouncer.url);
        expect(await act.state(database)).toEqual(act.steps.at(-1));
        expect(await advisoryLocks()).toEqual([]);
      },
    );

    it(`${atOnce} starts at once: one creates and seeds`, async () => {
      const apps = await Promise.all(Array.from({ length: atOnce }, () => boot(bouncer.url)));
      for (const app of apps) await app.close();
      expect(await database.query('SELECT count(*)::int AS owners FROM owners')).toEqual([{ owners: 4 }]);
      expect((await callCli(LinkedApp.on(bouncer.url), ['db:status'])).exitCode).toBe(0);
    });

    it.each(['each', 'none'] as const)(
      'migrations in mode %s are refused, as a client can not see the pool mode',
      async (transactions) => {
        const error = await failureOf(migrate(bouncer.url, COUNTING, { mode: transactions }));
        expect(error).toMatchObject({ name: 'PoolerError', exitCode: 4 });
        expect(await advisoryLocks()).toEqual([]);
      },
    );
  });

  describe('a pool whose connection a long statement occupies', () => {
    const limits = { ...SILENCE };
    beforeAll(() => Object.assign(SILENCE, { patienceMs: 200, lookMs: 200, atWorkMs: 200, looks: 2 }));
    afterAll(() => Object.assign(SILENCE, limits));

    it.each([1, 20])('of %i: it is not taken for a connection that fell silent', async (poolSize) => {
      const bouncer = await startPgBouncer(database.url, 'transaction', poolSize);
      try {
        const slow = COUNTING.map(
          (Step) =>
            class extends Step {
              override async up(runner: Parameters<InstanceType<typeof Step>['up']>[0]): Promise<void> {
                await runner.query('SELECT pg_sleep(2)');
                await super.up(runner);
              }
            },
        );
        expect(await migrate(bouncer.url, slow)).toHaveLength(3);
        expect(await outcomeOf(database)).toMatchObject({ runs: 1, recorded: 3 });
      } finally {
        await bouncer.stop();
      }
    });
  });
});
