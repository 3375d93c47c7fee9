import { MigrationExecutor } from 'typeorm';
import type { MigrationStatus } from '../interfaces/migration-report.interface';
import { withReadOnlySession, type Readable, type SqlSession } from '../sql/sql.session';
import type { DataSource } from 'typeorm';
import { requireNames } from './check/name.checker';
import { migrationNames } from './migration.name';

/**
 * Names of the migrations that the database has not run, oldest first; null when the app has none. Reads only:
 * `showMigrations()` would create the migrations table.
 * @throws MigrationNamesError
 */
export async function pendingMigrations(dataSource: DataSource, { runner }: SqlSession): Promise<string[] | null> {
  if (dataSource.migrations.length === 0) return null;
  requireNames(dataSource);
  const pending = await new MigrationExecutor(dataSource, runner).getPendingMigrations();
  return pending.map(({ name }) => name);
}

/**
 * Every migration of the code or the database: those that were run in that order, then the pending ones. Reads only.
 * @throws MigrationNamesError
 */
export async function migrationStatuses(dataSource: DataSource, { runner }: SqlSession): Promise<MigrationStatus[]> {
  requireNames(dataSource);
  const executor = new MigrationExecutor(dataSource, runner);
  const executed = (await executor.getExecutedMigrations()).toReversed();
  const pending = await executor.getPendingMigrations();
  const known = new Set(migrationNames(dataSource));
  return [
    ...executed.map(({ name }) => ({ name, executed: true, inCode: known.has(name) })),
    ...pending.map(({ name }) => ({ name, executed: false, inCode: true })),
  ];
}

/** As {@link migrationStatuses}, in a session of its own that can not write. */
export const inspectMigrations = (target: Readable): Promise<MigrationStatus[]> =>
  withReadOnlySession(target, (session) => migrationStatuses(target.dataSource, session));
