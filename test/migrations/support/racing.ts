import { runMigrations } from '../../../src/database-lifecycle/migrations/migration.runner';
import type { TestDatabase } from '../../support/test-database';
import { numberedMigrations } from './migration.factory';
import { connectMigrating, COUNTING, migrate, type Migrating } from './migrating';

/** What COUNTING has left: how often its data migration has run, and what TypeORM and the journal have of the three. */
export const outcomeOf = async (
  database: TestDatabase,
): Promise<{ runs: number; recorded: number; journal: number }> => {
  const [row] = await database.query<{ runs: number; recorded: number; journal: number }>(
    `SELECT (SELECT sum(value)::int FROM runs) AS runs, (SELECT count(*)::int FROM migrations) AS recorded,
      (SELECT count(*)::int FROM database_lifecycle_journal WHERE event = 'migrate') AS journal`,
  );
  return row!;
};

/** Two apps run a data migration at once, again and again. */
export async function expectOnceInRounds(
  database: TestDatabase,
  rounds: number,
  url: string,
  options: Migrating,
): Promise<void> {
  const apps = await Promise.all([1, 2].map(() => connectMigrating(url, COUNTING, options)));
  for (let round = 1; round <= rounds; round += 1) {
    await database.query('DROP TABLE IF EXISTS migrations, runs, last');
    const runs = await Promise.all(apps.map((app) => runMigrations(app)));
    expect(runs.map(({ length }) => length).toSorted()).toEqual([0, 3]);
    expect(await outcomeOf(database)).toEqual({ runs: 1, recorded: 3, journal: 3 * round });
  }
  await Promise.all(apps.map(({ dataSource }) => dataSource.destroy()));
}

/** Ten apps run fifty migrations at once on an empty database: one applies, none fails. */
export async function expectOneOfTen(database: TestDatabase, url: string, options: Migrating): Promise<void> {
  const migrations = numberedMigrations(50);
  const runs = await Promise.all(Array.from({ length: 10 }, () => migrate(url, migrations, options)));
  expect(runs.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([...Array<number>(9).fill(0), 50]);
  expect(await database.query('SELECT count(*)::int AS recorded FROM migrations')).toEqual([{ recorded: 50 }]);
}
