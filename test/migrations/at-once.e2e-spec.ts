import { runMigrations } from '../../src/database-lifecycle/migrations/migration.runner';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { numberedMigrations } from './support/migration.factory';
import { migrateProcess } from './support/migrate.process';
import { connectMigrating, COUNTING, migrate, MODES } from './support/migrating';

describe('migration:run at once', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const applied = async () => ({
    runs: await database.query('SELECT value FROM runs'),
    recorded: (await database.query<{ name: string }>('SELECT name FROM migrations ORDER BY id')).length,
  });

  it.each(MODES)('by two apps at pool size 1, 50 rounds in mode %s: each migration is applied once', async (mode) => {
    const apps = await Promise.all([1, 2].map(() => connectMigrating(database.url, COUNTING, { mode })));
    for (let round = 0; round < 50; round += 1) {
      await database.query('DROP TABLE IF EXISTS migrations, runs, last');
      const runs = await Promise.all(apps.map((app) => runMigrations(app)));
      expect(runs.map(({ length }) => length).toSorted()).toEqual([0, 3]);
      expect(await applied()).toEqual({ runs: [{ value: 1 }], recorded: 3 });
    }
    await Promise.all(apps.map(({ dataSource }) => dataSource.destroy()));
  });

  it.each(['all', 'each'] as const)('by three processes in mode %s: each migration is applied once', async (mode) => {
    const processes = [1, 2, 3].map(() => migrateProcess(database.url, mode));
    await Promise.all(processes.map(({ ready }) => ready));
    for (const { start } of processes) start();
    const results = await Promise.all(processes.map(({ result }) => result));
    expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      processes.map(() => ({ code: 0, stderr: '' })),
    );
    expect(results.map(({ stdout }) => stdout.split('\n')[1]).toSorted()).toEqual(['ran 0', 'ran 0', 'ran 3']);
    expect(await applied()).toEqual({ runs: [{ value: 1 }], recorded: 3 });
  });

  it.each(MODES)(
    'by ten apps on an empty database with 20 migrations, mode %s: one applies, none fails',
    async (mode) => {
      const migrations = numberedMigrations(20);
      const runs = await Promise.all(Array.from({ length: 10 }, () => migrate(database.url, migrations, { mode })));
      expect(runs.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([...Array<number>(9).fill(0), 20]);
      expect(await database.query('SELECT count(*)::int AS recorded FROM migrations')).toEqual([{ recorded: 20 }]);
    },
  );
});
