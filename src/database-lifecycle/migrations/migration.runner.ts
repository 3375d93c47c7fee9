import { MigrationExecutor, type Migration } from 'typeorm';
import { lockAndRead } from '../apply/lifecycle.lock';
import type { LockHolder } from '../errors/lifecycle-lock.error';
import { MigrationError } from '../errors/migration.error';
import type { MigrationRun } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { withSession, type SqlSession } from '../sql/sql.session';

export interface MigrationObserver {
  /** Once, when another process holds the lifecycle lock. */
  onWait?(holders: readonly LockHolder[]): void;
  /** After each migration; all of them are committed together. */
  onMigration?(run: MigrationRun): void;
}

/** Begins the transaction that holds the lifecycle lock, on the very connection that the migrations run on. */
async function beginLocked(session: SqlSession, { lockKey, settings }: LifecycleTarget, { onWait }: MigrationObserver) {
  await session.runner.startTransaction();
  await lockAndRead(session, lockKey, settings, [], (holders) => onWait?.(holders));
}

/** A migration that asks for a transaction of its own, or for none, can't run in the one that holds the lock. */
const choosesTransaction = ({ instance }: Migration): boolean => instance?.transaction !== undefined;

const usesOneTransaction = ({ dataSource }: LifecycleTarget): boolean =>
  (dataSource.options.migrationsTransactionMode ?? 'all') === 'all';

async function timed(name: string, direction: 'up' | 'down', work: () => Promise<unknown>): Promise<MigrationRun> {
  const started = performance.now();
  try {
    await work();
  } catch (error) {
    throw new MigrationError(name, direction, error);
  }
  return { name, durationMs: performance.now() - started };
}

/**
 * Runs the pending migrations. In TypeORM's transaction mode `all`, its default, they run in one transaction that holds
 * the lifecycle lock, so that two processes never run one twice; in the modes `each` and `none` TypeORM runs them as it
 * does everywhere, without a lock. Nothing pending: nothing is written.
 * @throws MigrationError that names the migration, LifecycleLockError
 */
export const runMigrations = (target: LifecycleTarget, observer: MigrationObserver = {}): Promise<MigrationRun[]> =>
  withSession(target.dataSource, async (session) => {
    const { dataSource } = target;
    const executor = new MigrationExecutor(dataSource, session.runner);
    const expected = await executor.getPendingMigrations();
    if (expected.length === 0) return [];
    if (!usesOneTransaction(target) || expected.some(choosesTransaction)) {
      executor.transaction = dataSource.options.migrationsTransactionMode ?? 'all';
      const done = await executor.executePendingMigrations();
      return done.map(({ name }) => ({ name, durationMs: null }));
    }
    await beginLocked(session, target, observer);
    const runs: MigrationRun[] = [];
    for (const migration of await executor.getPendingMigrations()) {
      const run = await timed(migration.name, 'up', () => executor.executeMigration(migration));
      observer.onMigration?.(run);
      runs.push(run);
    }
    await session.runner.commitTransaction();
    return runs;
  });

/**
 * Reverts the migration that was run last, in one transaction that holds the lifecycle lock; null when there is none.
 * @throws MigrationError that names the migration, LifecycleLockError
 */
export const revertLastMigration = (
  target: LifecycleTarget,
  observer: MigrationObserver = {},
): Promise<MigrationRun | null> =>
  withSession(target.dataSource, async (session) => {
    const executor = new MigrationExecutor(target.dataSource, session.runner);
    executor.transaction = target.dataSource.options.migrationsTransactionMode ?? 'all';
    if ((await executor.getExecutedMigrations()).length === 0) return null;
    const locked = executor.transaction !== 'none';
    if (locked) await beginLocked(session, target, observer);
    const [last] = await executor.getExecutedMigrations();
    if (!last) return null;
    const run = await timed(last.name, 'down', () => executor.undoLastMigration());
    if (locked) await session.runner.commitTransaction();
    observer.onMigration?.(run);
    return run;
  });
