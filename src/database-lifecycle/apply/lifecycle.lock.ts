import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LifecycleLockError, type LockHolder } from '../errors/lifecycle-lock.error';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { SqlSession } from '../sql/sql.session';
import { isHeld, refuseLockless, sightQuery } from './lock.exclusion';

/** SQLSTATE lock_not_available. */
export const LOCK_NOT_AVAILABLE = '55P03';

/** A free lock is found within this time; a waiting process costs the server no more than one small query in it. */
const POLL_MS = 50;

/** The two keys of `pg_advisory_xact_lock(int, int)`. */
export type LockKey = readonly [number, number];

/** Auto-create, seeds and migrations of one app share the lock; other schemas and other migrations tables have their own. */
export function lifecycleLockKey(database: string, schema: string, migrationsTable: string): LockKey {
  const hash = createHash('sha256')
    .update(JSON.stringify(['nest-database-lifecycle', database, schema, migrationsTable]))
    .digest();
  return [hash.readInt32BE(0), hash.readInt32BE(4)];
}

export interface LockTimeouts {
  readonly lockWaitTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** Statements that set the timeouts for the open transaction, or for the session. */
export const setTimeouts = ({ lockTimeoutMs, statementTimeoutMs }: LockTimeouts, scope: 'LOCAL' | 'SESSION') => [
  `SET ${scope} lock_timeout = ${lockTimeoutMs}`,
  `SET ${scope} statement_timeout = ${statementTimeoutMs}`,
];

const HOLDER = `SELECT a.pid, a.application_name AS application, coalesce(host(a.client_addr), 'local') AS host, a.usename AS role, a.state,
  extract(epoch FROM clock_timestamp() - a.xact_start)::int AS seconds FROM pg_locks l JOIN pg_stat_activity a USING (pid)`;

export const lockHoldersQuery = (key: LockKey): string => `${HOLDER} WHERE ${isHeld(key)}
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/** Who holds any lock on one of the relations, and so keeps DROP (ACCESS EXCLUSIVE) waiting. */
export const anyLockHoldersQuery = (relations: string): string => `${HOLDER} WHERE l.locktype = 'relation' AND l.granted
  AND l.pid <> pg_backend_pid() AND l.relation = ANY (${relations}::oid[])`;

/** Who holds a lock on one of the tables that keeps ADD FOREIGN KEY (SHARE ROW EXCLUSIVE) waiting. */
export const tableLockHoldersQuery = (tables: string): string =>
  `${anyLockHoldersQuery(tables)} AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')`;

/**
 * Tries for the lock until it is free. Polls: who waits inside a statement keeps a snapshot, for the end of which the
 * holder's CREATE INDEX CONCURRENTLY would wait, so that neither ever got on.
 * @throws LifecycleLockError when the lock is not free within `waitMs`
 */
export async function pollLock(
  session: SqlSession,
  key: LockKey,
  waitMs: number,
  tryLock: () => Promise<boolean>,
  observer: LockObserver,
): Promise<void> {
  const holders = async () => (await session.send(lockHoldersQuery(key)))[0] as unknown as LockHolder[];
  const started = performance.now();
  observer.onWait?.(await holders());
  const deadline = performance.now() + waitMs;
  while (!(await tryLock())) {
    if (performance.now() >= deadline) throw LifecycleLockError.lifecycleLock(waitMs, await holders());
    await setTimeout(POLL_MS);
  }
  observer.onLocked?.(performance.now() - started);
}

/**
 * Takes the lifecycle lock of the session's open transaction and sends `reads` with the same message, so that an
 * uncontended lock costs no round trip of its own. The reads run after the lock is held and see what the last holder
 * committed, as each statement under READ COMMITTED takes its own snapshot.
 * @throws LifecycleLockError when the lock is not free within `lockWaitTimeoutMs`, LocklessServerError where it keeps
 *   nobody out
 */
export async function lockAndRead(
  session: SqlSession,
  key: LockKey,
  limits: LockTimeouts,
  reads: readonly string[],
  observer: LockObserver,
) {
  const begin = ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', ...setTimeouts(limits, 'LOCAL')];
  const lock = `SELECT pg_try_advisory_xact_lock(${key.join(', ')}) AS locked`;
  const taken = [sightQuery(key), ...reads];
  let results = (await session.send(...begin, lock, ...taken)).slice(begin.length);
  if (!results[0]?.[0]?.locked) {
    const tryLock = async () => (await session.send(lock))[0]?.[0]?.locked === true;
    await pollLock(session, key, limits.lockWaitTimeoutMs, tryLock, observer);
    results = [[], ...(await session.send(...taken))];
  }
  const [, sight, ...answers] = results;
  await refuseLockless(session, key, sight!);
  return answers;
}
