import { pollLock, setTimeouts } from '../apply/lifecycle.lock';
import { refuseLockless, sightQuery } from '../apply/lock.exclusion';
import type { WireClient } from '../connect/silence.watch';
import { PoolerError } from '../errors/pooler.error';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { quoteLiteral } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

const TIMEOUTS = ['lock_timeout', 'statement_timeout'] as const;
type Timeouts = Record<(typeof TIMEOUTS)[number], string>;

const READ_TIMEOUTS = `SELECT ${TIMEOUTS.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`;

/** Not RESET, which goes back to what the role has: the app's pool may have set others as it connected. */
const restore = (before: Timeouts): string[] => TIMEOUTS.map((name) => `SET ${name} = ${quoteLiteral(before[name])}`);

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
  // A pooler makes up the id of each client. One that lends a backend per transaction would strand the lock there.
  const { processID } = (await session.runner.connect()) as WireClient;
  const tryLock = async (): Promise<boolean> => {
    const [rows] = await session.send(
      `SELECT CASE WHEN pg_backend_pid() = ${processID} THEN pg_try_advisory_lock(${keys}) END AS locked`,
    );
    const locked = rows?.[0]?.locked as boolean | null;
    if (locked === null) throw new PoolerError();
    return locked;
  };
  if (!(await tryLock())) await pollLock(session, lockKey, settings.lockWaitTimeoutMs, tryLock, observer);
  let before: Timeouts | undefined;
  try {
    const limits = [READ_TIMEOUTS, ...setTimeouts(settings, 'SESSION')];
    const [sight, timeouts] = await session.send(sightQuery(lockKey), ...limits);
    before = timeouts![0] as Timeouts;
    await refuseLockless(session, lockKey, sight!);
    return await work();
  } finally {
    await session.rollBack().catch(() => undefined);
    // ROLLBACK, in case a migration began a transaction by SQL. A broken connection has lost the lock already.
    await session
      .send('ROLLBACK', ...(before ? restore(before) : []), `SELECT pg_advisory_unlock(${keys})`)
      .catch(() => undefined);
  }
}
