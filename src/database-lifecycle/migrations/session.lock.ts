import type { PoolClient } from 'pg';
import { pollLock, setTimeouts } from '../apply/lifecycle.lock';
import { refuseLockless, sightQuery } from '../apply/lock.exclusion';
import { PoolerError } from '../errors/pooler.error';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import type { SqlSession } from '../sql/sql.session';

/**
 * Holds the lifecycle lock for the session, over several transactions or none, while `work` runs on that very session;
 * a process that dies loses it with its connection.
 * @throws PoolerError when a pooler stands between, LocklessServerError where the lock keeps nobody out,
 *   LifecycleLockError when it is not free in time
 */
export async function withSessionLock<Result>(
  session: SqlSession,
  { lockKey, settings }: Pick<LifecycleTarget, 'lockKey' | 'settings'>,
  observer: LockObserver,
  work: () => Promise<Result>,
): Promise<Result> {
  const keys = lockKey.join(', ');
  // A pooler tells each client an id of its own making. One that lends a backend for a transaction only would strand the lock.
  const { processID } = (await session.runner.connect()) as PoolClient & { processID: number };
  const tryLock = async (): Promise<boolean> => {
    const [rows] = await session.send(
      `SELECT CASE WHEN pg_backend_pid() = ${processID} THEN pg_try_advisory_lock(${keys}) END AS locked`,
    );
    const locked = rows?.[0]?.locked as boolean | null;
    if (locked === null) throw new PoolerError();
    return locked;
  };
  if (!(await tryLock())) await pollLock(session, lockKey, settings.lockWaitTimeoutMs, tryLock, observer);
  try {
    const [sight] = await session.send(sightQuery(lockKey), ...setTimeouts(settings, 'SESSION'));
    await refuseLockless(session, lockKey, sight!);
    return await work();
  } finally {
    await session.rollBack().catch(() => undefined);
    // ROLLBACK, should a migration have begun a transaction by SQL. A broken connection has lost the lock by itself.
    await session
      .send('ROLLBACK', 'RESET lock_timeout', 'RESET statement_timeout', `SELECT pg_advisory_unlock(${keys})`)
      .catch(() => undefined);
  }
}
