import { MigrationExecutor } from 'typeorm';
import { MigrationRecordHiddenError } from '../errors/migration-record.error';
import { hiddenRecordQuery } from '../inspect/migration-record.query';
import type { MigrationStatus } from '../interfaces/migration-report.interface';
import { migrationsTable } from '../metadata/postgres-driver';
import { withReadOnlySession, type Readable, type SqlSession } from '../sql/sql.session';
import type { DataSource } from 'typeorm';
import { requireNames } from './check/name.checker';
import { migrationNames } from './migration.name';

/**
 * TypeORM takes a record that the role has no privilege on for none, and what a policy hides for not run: it would be again.
 * @throws MigrationRecordHiddenError
 */
export async function requireReadableRecord(dataSource: DataSource, session: SqlSession): Promise<void> {
  const record = migrationsTable(dataSource);
  const [[hidden] = []] = await session.send(hiddenRecordQuery(record));
  if (hidden)
    throw new MigrationRecordHiddenError(record, String(hidden.role), String(hidden.owner), hidden.byPolicy === true);
}

/**
 * Names of the migrations that the database has not run, oldest first; null when the app has none. Reads only:
 * `showMigrations()` would create the migrations table.
 * @throws MigrationNamesError, MigrationRecordHiddenError
 */
export async function pendingMigrations(dataSource: DataSource, session: SqlSession): Promise<string[] | null> {
  if (dataSource.migrations.length === 0) return null;
  requireNames(dataSource);
  await requireReadableRecord(dataSource, session);
  const pending = await new MigrationExecutor(dataSource, session.runner).getPendingMigrations();
  return pending.map(({ name }) => name);
}

/**
 * Every migration of the code or the database: those that were run in that order, then the pending ones. Reads only.
 * @throws MigrationNamesError, MigrationRecordHiddenError
 */
export async function migrationStatuses(dataSource: DataSource, session: SqlSession): Promise<MigrationStatus[]> {
  requireNames(dataSource);
  await requireReadableRecord(dataSource, session);
  const executor = new MigrationExecutor(dataSource, session.runner);
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
