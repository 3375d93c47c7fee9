import { MigrationExecutor, type Migration } from 'typeorm';
import type { MigrationRun } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { withSession } from '../sql/sql.session';
import { requireNames } from './check/name.checker';
import { executeWithChecksum } from './checksum.recorder';
import { requireReadableRecord } from './migration.inspector';
import { MigrationPerformer, type MigrationObserver } from './migration.performer';

/** Whether a pending migration is one to run. Default: each is. */
export type MigrationFilter = (migration: Migration) => boolean;

/**
 * Runs the pending migrations under the lifecycle lock, so that two processes never run one twice. In TypeORM's
 * transaction mode `all`, its default, they run in one transaction that holds the lock; in `each` and `none`, and where
 * a migration has a `transaction` of its own, the session holds it. Nothing pending: nothing is written.
 *
 * Killed at any point, the next run goes on where the last record stands. In a transaction a migration and its record are
 * one. Without one no record can be: it is sent as the very next message behind the migration's last statement, and a
 * migration that was cut off before it is run again from its start. So one without a transaction has to bear that: one
 * statement, or each of them with IF NOT EXISTS or a condition of its own. The journal's entry comes behind the record,
 * and is missing when the run ends between the two.
 * @throws MigrationError, MigrationNamesError, MigrationRecordHiddenError, MigrationLockError, LifecycleLockError, PoolerError, InvalidIndexError;
 *   EnvironmentStampError on a database of another environment, unless migrations may run upwards onto it (see `mayMigrate()`)
 */
export const runMigrations = (
  target: LifecycleTarget,
  observer: MigrationObserver = {},
  isChosen: MigrationFilter = () => true,
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
        perform: async (migration) => ({ checksum: await executeWithChecksum(executor, migration) }),
      },
      observer,
    ).perform();
  });
