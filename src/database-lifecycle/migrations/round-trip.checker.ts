import { MigrationExecutor, type DataSource, type Migration } from 'typeorm';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { RoundTripFault } from '../interfaces/migration-check.interface';
import { withSession, type SqlSession } from '../sql/sql.session';
import { compareMigrated, type ReadCatalog } from './expected.catalogs';

/** A migration threw. */
export class RoundTripError extends Error {
  constructor(name: string, step: string, cause: unknown) {
    super(`Migration ${name} failed in ${step}: ${(cause as Error).message}`, { cause });
  }
}

/** In a transaction of its own, unless it is not to have one. */
async function perform(
  { runner }: SqlSession,
  { name, instance }: Migration,
  step: string,
  work: () => Promise<unknown>,
) {
  const mode = runner.dataSource.options.migrationsTransactionMode ?? 'all';
  const transaction = instance?.transaction ?? mode !== 'none';
  try {
    if (transaction) await runner.startTransaction();
    await work();
    if (transaction) await runner.commitTransaction();
  } catch (error) {
    throw new RoundTripError(name, step, error);
  }
}

/**
 * Runs each migration up, down and up again, and stops at the first that does not undo or does not repeat itself.
 * @param dataSource on a shadow database that holds nothing
 * @throws RoundTripError for a migration that throws
 */
export const checkRoundTrips = (dataSource: DataSource, snapshot: ReadCatalog): Promise<RoundTripFault | null> =>
  withSession(dataSource, async (session) => {
    const executor = new MigrationExecutor(dataSource, session.runner);
    executor.transaction = 'none';
    const migrations = await executor.getPendingMigrations();
    for (const [index, migration] of migrations.entries()) {
      const { name } = migration;
      const up = (step: string) => perform(session, migration, step, () => executor.executeMigration(migration));
      const fault = (step: RoundTripFault['step'], differences: readonly CatalogDifference[]): RoundTripFault | null =>
        differences.length > 0 ? { migration: name, step, differences, untried: migrations.length - index - 1 } : null;

      const before = await snapshot(session);
      await up('up()');
      const made = await snapshot(session);
      await perform(session, migration, 'down()', () => executor.undoLastMigration());
      const undone = fault('down', compareMigrated(before, await snapshot(session)));
      if (undone) return undone;
      await up('up() after down()');
      const repeated = fault('up again', compareMigrated(made, await snapshot(session)));
      if (repeated) return repeated;
    }
    return null;
  });
