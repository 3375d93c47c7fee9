import { MigrationExecutor } from 'typeorm';
import type { MigrationRun } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { withSession } from '../sql/sql.session';
import { executeWithChecksum } from './checksum.recorder';
import { MigrationPerformer, type MigrationObserver } from './migration.performer';

/**
 * Runs the pending migrations under the lifecycle lock, so that two processes never run one twice. In TypeORM's
 * transaction mode `all`, its default, they run in one transaction that holds the lock; in `each` and `none`, and where
 * a migration has a `transaction` of its own, the session holds it. Nothing pending: nothing is written.
 * @throws MigrationError, MigrationLockError, LifecycleLockError, PoolerError, InvalidIndexError
 */
export const runMigrations = (target: LifecycleTarget, observer: MigrationObserver = {}): Promise<MigrationRun[]> =>
  withSession(target.dataSource, (session) => {
    const executor = new MigrationExecutor(target.dataSource, session.runner);
    return new MigrationPerformer(
      session,
      target,
      {
        direction: 'up',
        remaining: () => executor.getPendingMigrations(),
        perform: async (migration) => ({ checksum: await executeWithChecksum(executor, migration) }),
      },
      observer,
    ).perform();
  });
