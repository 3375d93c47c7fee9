import { serverUrl, onServer, type TestDatabase } from '../support/test-database';
import { tapWire, type BeforeMessage, type FrontendMessage } from '../support/wire';
import { commandProcess } from './support/command.process';
import { OF_THE_RUN, rowHashes } from './support/row.hashes';
import { advisoryLocks, call, doneSeeders, unseededDatabase } from './support/seeding.app';

/** Which tables a seeder fills, in the order in which they run. */
const FILLS: readonly (readonly [key: string, table: string])[] = [
  ['species', 'public.species'],
  ['fees', 'public.fees'],
  ['keepers', 'public.keepers'],
  ['creatures', 'public.creatures'],
];
const KEYS = FILLS.map(([key]) => key);

/** A share of the kills, as each costs a process: `SEEDING_KILLS=all`, or `2/3` for the second third. */
const share = process.env.SEEDING_KILLS ?? `${1 + (Date.now() % 3)}/3`;
const [part, parts] = (share === 'all' ? '1/1' : share).split('/').map(Number) as [number, number];

const rowsOf = (database: TestDatabase) => rowHashes(database, OF_THE_RUN);

/** All that a seeding sends before which it may die: each statement, and each step of a COPY. */
const isStep = ({ type, sql }: FrontendMessage): boolean => sql !== undefined || type === 'c' || type === 'd';

async function withDatabase<Result>(work: (database: TestDatabase) => Promise<Result>): Promise<Result> {
  const database = await unseededDatabase();
  try {
    return await work(database);
  } finally {
    await database.drop();
  }
}

/** Seeds behind a wiretap. */
async function behindWire(database: TestDatabase, seed: (url: string) => Promise<unknown>, before?: BeforeMessage) {
  const wire = await tapWire(database.url, before);
  try {
    await seed(wire.url);
    return wire.messages;
  } finally {
    await wire.close();
  }
}

const endSessions = ({ name }: TestDatabase) =>
  onServer(serverUrl(), (client) =>
    client.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'lifecycle-test'`,
      [name],
    ),
  );

describe(`a seeding that dies (SEEDING_KILLS=${share})`, () => {
  let whole: Record<string, string>;
  let empty: Record<string, string>;
  let steps: number[];
  let done: string[];

  beforeAll(() =>
    withDatabase(async (database) => {
      empty = await rowsOf(database);
      const messages = await behindWire(database, (url) => call(url, ['db:seed']));
      whole = await rowsOf(database);
      const first = messages.findIndex(({ sql }) => sql?.includes('AS presence'));
      steps = messages.flatMap((message, position) => (position >= first && isStep(message) ? [position] : []));
      done = await doneSeeders(database);
    }),
  );

  it('has many a step to die at', () => {
    expect(done).toEqual(KEYS);
    expect(steps.length).toBeGreaterThan(24);
  });

  /** All of a seeder or nothing, those before stay, nobody holds the lock; and the next run completes. */
  async function expectWholeSeeders(database: TestDatabase): Promise<void> {
    const done = await doneSeeders(database);
    expect(done).toEqual(KEYS.slice(0, done.length));
    const tables = FILLS.map(([key, table]) => [table, (done.includes(key) ? whole : empty)[table]]);
    expect(await rowsOf(database)).toEqual(Object.fromEntries(tables));
    expect(await advisoryLocks(database)).toEqual([]);

    const { exitCode, stderr } = await call(database.url, ['db:seed']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(await rowsOf(database)).toEqual(whole);
    // One that always runs has run once more.
    const again = done.includes('species') ? ['species'] : [];
    expect((await doneSeeders(database)).toSorted()).toEqual([...KEYS, ...again].toSorted());
  }

  it('by kill -9 before each statement keeps whole seeders only, and the next run completes', async () => {
    for (const step of steps.filter((_, index) => index % parts === part - 1)) {
      await withDatabase(async (database) => {
        let seeding: ReturnType<typeof commandProcess> | undefined;
        await behindWire(
          database,
          async (url) => {
            seeding = commandProcess(url, ['db:seed']);
            expect([step, (await seeding.result).signal]).toEqual([step, 'SIGKILL']);
          },
          async (_, position) => {
            if (position !== step) return;
            seeding!.kill();
            await seeding!.result;
          },
        );
        await expectWholeSeeders(database);
      });
    }
  }, 300_000);

  it('by the server ending its session before each statement keeps whole seeders only, and the next run completes', async () => {
    for (const step of steps) {
      await withDatabase(async (database) => {
        await behindWire(
          database,
          async (url) => {
            const { exitCode, stderr } = await call(url, ['db:seed']);
            expect([step, exitCode]).toEqual([step, 1]);
            expect(stderr).not.toBe('');
          },
          async (_, position) => {
            if (position === step) await endSessions(database);
          },
        );
        await expectWholeSeeders(database);
      });
    }
  }, 300_000);
});
