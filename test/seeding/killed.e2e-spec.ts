import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { endedAt, killedAt, share, sharedSteps, stepsOf } from './support/dying';
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

const rowsOf = (database: TestDatabase) => rowHashes(database, OF_THE_RUN);

async function withCopy<Result>(
  { name }: TestDatabase,
  work: (database: TestDatabase) => Promise<Result>,
): Promise<Result> {
  const database = await createTestDatabase(name);
  try {
    return await work(database);
  } finally {
    await database.drop();
  }
}

const fresh = ({ name }: TestDatabase) => ['db:seed', '--only', 'keepers,creatures', '--fresh', '--confirm', name];

const force = ({ name }: TestDatabase) => ['db:init', '--force', '--seed', '--confirm', name];

const schemas = (database: TestDatabase) =>
  database.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'trash%'`);

/** Each way to die, at which steps, and what the command ends with. */
const WAYS = [
  ['kill -9 before', killedAt, sharedSteps, 'SIGKILL'],
  ['the server ending its session before', endedAt, (steps: readonly number[]) => steps, 1],
] as const;

describe(`a seeding that dies (SEEDING_KILLS=${share})`, () => {
  let unseeded: TestDatabase;
  let whole: Record<string, string>;
  let empty: Record<string, string>;
  let steps: number[];
  let done: string[];

  beforeAll(async () => {
    unseeded = await unseededDatabase();
    empty = await rowsOf(unseeded);
    await withCopy(unseeded, async (database) => {
      steps = await stepsOf(database, ['db:seed']);
      whole = await rowsOf(database);
      done = await doneSeeders(database);
    });
  });
  afterAll(() => unseeded.drop());

  it('has many a step to die at', () => {
    expect(done).toEqual(KEYS);
    expect(steps.length).toBeGreaterThan(24);
  });

  it.each(WAYS)(
    'by %s each statement keeps whole seeders only, and the next run completes',
    async (_, dieAt, at, end) => {
      for (const step of at(steps)) {
        await withCopy(unseeded, async (database) => {
          expect([step, await dieAt(database, ['db:seed'], step)]).toEqual([step, end]);
          const kept = await doneSeeders(database);
          expect(kept).toEqual(KEYS.slice(0, kept.length));
          const tables = FILLS.map(([key, table]) => [table, (kept.includes(key) ? whole : empty)[table]]);
          expect(await rowsOf(database)).toEqual(Object.fromEntries(tables));
          expect(await advisoryLocks(database)).toEqual([]);

          const { exitCode, stderr } = await call(database.url, ['db:seed']);
          expect([exitCode, stderr]).toEqual([0, '']);
          expect(await rowsOf(database)).toEqual(whole);
          // One that always runs has run once more.
          const again = kept.includes('species') ? ['species'] : [];
          expect((await doneSeeders(database)).toSorted()).toEqual([...KEYS, ...again].toSorted());
        });
      }
    },
    300_000,
  );
});

describe(`db:seed --fresh that dies (SEEDING_KILLS=${share})`, () => {
  /** Seeded, and somebody has worked in it since. */
  let original: TestDatabase;
  let used: Record<string, string>;
  let anew: Record<string, string>;
  let steps: number[];

  beforeAll(async () => {
    original = await unseededDatabase();
    await call(original.url, ['db:seed']);
    await original.query(`INSERT INTO keepers (email) VALUES ('by-hand@example.com'); DELETE FROM creatures`);
    used = await rowsOf(original);
    await withCopy(original, async (database) => {
      steps = await stepsOf(database, fresh(database));
      anew = await rowsOf(database);
    });
  });
  afterAll(() => original.drop());

  it('has many a step to die at', () => {
    expect(anew).not.toEqual(used);
    expect(steps.length).toBeGreaterThan(16);
  });

  it.each(WAYS)(
    'by %s each statement leaves every row as it was, and the next run completes',
    async (_, dieAt, _at, end) => {
      for (const step of sharedSteps(steps)) {
        await withCopy(original, async (database) => {
          const runs = await doneSeeders(database);
          expect([step, await dieAt(database, fresh(database), step)]).toEqual([step, end]);
          expect([step, await rowsOf(database)]).toEqual([step, used]);
          expect(await doneSeeders(database)).toEqual(runs);
          expect(await advisoryLocks(database)).toEqual([]);

          const { exitCode } = await call(database.url, fresh(database));
          expect([exitCode, await rowsOf(database)]).toEqual([0, anew]);
        });
      }
    },
    300_000,
  );
});

describe(`db:init --force --seed that dies (SEEDING_KILLS=${share})`, () => {
  /** Seeded, and somebody has worked in it since. */
  let original: TestDatabase;
  let used: Record<string, string>;
  let steps: number[];

  beforeAll(async () => {
    original = await unseededDatabase();
    await call(original.url, ['db:seed']);
    await original.query(`INSERT INTO keepers (email) VALUES ('by-hand@example.com')`);
    used = await rowHashes(original);
    await withCopy(original, async (database) => (steps = await stepsOf(database, force(database))));
  });
  afterAll(() => original.drop());

  it('has many a step to die at', () => {
    expect(steps.length).toBeGreaterThan(24);
  });

  it.each(WAYS)(
    'by %s each statement leaves the old tables in place, or has them aside and the new ones seeded',
    async (_, dieAt, _at, end) => {
      for (const step of sharedSteps(steps)) {
        await withCopy(original, async (database) => {
          expect([step, await dieAt(database, force(database), step)]).toEqual([step, end]);
          // What comes after the commit, such as purging older ones, has nothing to undo.
          if ((await schemas(database)).length > 0)
            await call(database.url, ['db:restore', '--confirm', database.name]);
          expect([step, await rowHashes(database)]).toEqual([step, used]);
          expect(await advisoryLocks(database)).toEqual([]);

          const { exitCode, stdout } = await call(database.url, force(database));
          expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Seeded creatures: 4 records')]);
        });
      }
    },
    300_000,
  );
});
