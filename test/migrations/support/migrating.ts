import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';
import type { DatabaseLifecycleOptions } from '../../../src/database-lifecycle';
import { lifecycleTarget, type LifecycleTarget } from '../../../src/database-lifecycle/lifecycle.target';
import type { MigrationObserver } from '../../../src/database-lifecycle/migrations/migration.performer';
import { runMigrations } from '../../../src/database-lifecycle/migrations/migration.runner';
import type { TransactionMode } from '../../../src/database-lifecycle/migrations/migration.steps';
import { lifecycleOptions } from '../../support/lifecycle-data-source';
import { Owner } from '../../lifecycle/entities';
import { migration, type MigrationClass } from './migration.factory';

export const MODES: readonly TransactionMode[] = ['all', 'each', 'none'];

export interface Migrating {
  readonly mode?: TransactionMode;
  readonly dataSource?: Partial<DataSourceOptions>;
  readonly lifecycle?: DatabaseLifecycleOptions;
}

/** An app with these migrations, at pool size 1 unless told otherwise. */
export async function connectMigrating(
  url: string,
  migrations: readonly MigrationClass[],
  { mode = 'all', dataSource, lifecycle }: Migrating = {},
): Promise<LifecycleTarget> {
  const options = {
    ...lifecycleOptions(url, [Owner]),
    poolSize: 1,
    migrations: [...migrations],
    migrationsTransactionMode: mode,
    ...dataSource,
  } as DataSourceOptions;
  return lifecycleTarget(await new DataSource(options).initialize(), { environment: 'production', ...lifecycle });
}

/** Runs them in an app of their own; answers with the names of those that ran. */
export async function migrate(
  url: string,
  migrations: readonly MigrationClass[],
  options: Migrating = {},
  observer: MigrationObserver = {},
): Promise<string[]> {
  const target = await connectMigrating(url, migrations, options);
  try {
    return (await runMigrations(target, observer)).map(({ name }) => name);
  } finally {
    await target.dataSource.destroy();
  }
}

export const failureOf = async (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: Error) => error,
  );

/** One that makes a table, one that counts how often it ran, and one more table. */
export const COUNTING: readonly (new () => MigrationInterface)[] = [
  migration(1, ['CREATE TABLE runs (value int)', 'INSERT INTO runs VALUES (0)'], ['DROP TABLE runs']),
  migration(2, ['UPDATE runs SET value = value + 1'], ['UPDATE runs SET value = value - 1']),
  migration(3, ['CREATE TABLE last (id int)'], ['DROP TABLE last']),
];
