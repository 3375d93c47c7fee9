import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { migrateProcess } from './support/migrate.process';
import { MODES } from './support/migrating';
import { expectOneOfTen, expectOnceInRounds, outcomeOf } from './support/racing';
import { rounds } from './support/rounds';

const ROUNDS = rounds(50);

describe('migration:run at once', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it.each(MODES)(
    `by two apps at pool size 1, ${ROUNDS} rounds in mode %s: each migration is applied once`,
    async (mode) => {
      await expectOnceInRounds(database, ROUNDS, database.url, { mode });
    },
    ROUNDS * 1_000,
  );

  it.each(['all', 'each'] as const)('by three processes in mode %s: each migration is applied once', async (mode) => {
    const processes = [1, 2, 3].map(() => migrateProcess(database.url, mode));
    await Promise.all(processes.map(({ ready }) => ready));
    for (const { start } of processes) start();
    const results = await Promise.all(processes.map(({ result }) => result));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      processes.map(() => ({ code: 0, stderr: '' })),
    );
    expect(results.map(({ stdout }) => stdout.split('\n')[1]).toSorted()).toEqual(['ran 0', 'ran 0', 'ran 3']);
    expect(await outcomeOf(database)).toEqual({ runs: 1, recorded: 3, journal: 3 });
  });

  it.each(MODES)(
    'by ten apps on an empty database with 50 migrations, mode %s: one applies, none fails',
    async (mode) => {
      await expectOneOfTen(database, database.url, { mode });
    },
  );
});
