import { MigrationExecutor, type Migration } from 'typeorm';
import type { MigrationRun } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { withSession, type SqlSession } from '../sql/sql.session';
import { requireNames } from './check/name.checker';
import { executeWithChecksum } from './checksum.recorder';
import { requireReadableRecord } from './migration.inspector';
import { MigrationPerformer, type MigrationObserver } from './migration.performer';

/** Runs a migration, records it as TypeORM does, and tells its checksum. */
export type ExecuteMigration = (
  executor: MigrationExecutor,
  migration: Migration,
  session: SqlSession,
) => Promise<string>;

export interface RunOptions {
  /** Whether a pending migration is one to run. Default: each is. */
  isChosen?(migration: Migration): boolean;
  /** Default: {@link executeWithChecksum}. */
  readonly execute?: ExecuteMigration;
}

/**
 * Runs the pending migrations under the lifecycle lock, so that two processes never run one twice. In TypeORM's
 * transaction mode `all`, its default, they run in one transaction that holds the lock; in `each` and `none`, and where
 * a migration has a `transaction` of its own, the session holds it. Nothing pending: nothing is written.
 *
 * If a run is killed, the next one goes on after the last recorded migration. Within a transaction a migration and its
 * record are committed together. Without one, the record is the very next message after the migration's last statement;
 * a migration that was cut off before that is run again from its start, and must bear it: it should be one statement,
 * or each should have IF NOT EXISTS or a condition of its own. The journal's entry comes after the record, and is
 * missing when the run ends between the two.
 * @throws MigrationError, MigrationNamesError, MigrationRecordHiddenError, MigrationLockError, LifecycleLockError,
 *   PoolerError, InvalidIndexError; EnvironmentStampError on a database of another environment, unless migrations may
 *   run upwards onto it (see `mayMigrate()`)
 */
export const runMigrations = (
  target: LifecycleTarget,
  observer: MigrationObserver = {},
  { isChosen = () => true, execute = executeWithChecksum }: RunOptions = {},
): Promise<MigrationRun[]> =>
  withSession(target.dataSource, async (session) => {
    requireNames(target.dataSource);
    await requireReadableRecord(target.dataSource, session);
    const executor = new MigrationExecutor(target.dataSource, session.runner);
    return new MigrationPerformer(
      session,
      target,
      {
        direction: 'up',
        remaining: async () => (await executor.getPendingMigrations()).filter(isChosen),
        perform: async (migration) => ({ checksum: await execute(executor, migration, session) }),
      },
      observer,
    ).perform();
  });
