import { createHash } from 'node:crypto';
import { LifecycleLockError, type LockHolder } from '../errors/lifecycle-lock.error';
import type { PostgresError, SqlSession } from '../sql/sql.session';

/** SQLSTATE lock_not_available. */
export const LOCK_NOT_AVAILABLE = '55P03';

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

const timeouts = (lockMs: number, statementMs: number): string =>
  `SET LOCAL lock_timeout = ${lockMs}; SET LOCAL statement_timeout = ${statementMs}`;

const HOLDER = `SELECT a.pid, a.application_name AS application, coalesce(host(a.client_addr), 'local') AS host, a.usename AS role, a.state,
  extract(epoch FROM clock_timestamp() - a.xact_start)::int AS seconds FROM pg_locks l JOIN pg_stat_activity a USING (pid)`;

export function lockHoldersQuery([first, second]: LockKey): string {
  return `${HOLDER} WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = ${first >>> 0} AND l.objid = ${second >>> 0}
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
}

/** Who holds any lock on one of the relations, and so keeps DROP (ACCESS EXCLUSIVE) waiting. */
export const anyLockHoldersQuery = (relations: string): string => `${HOLDER} WHERE l.locktype = 'relation' AND l.granted
  AND l.pid <> pg_backend_pid() AND l.relation = ANY (${relations}::oid[])`;

/** Who holds a lock on one of the tables that keeps ADD FOREIGN KEY (SHARE ROW EXCLUSIVE) waiting. */
export const tableLockHoldersQuery = (tables: string): string =>
  `${anyLockHoldersQuery(tables)} AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')`;

/**
 * Takes the lifecycle lock of the session's open transaction and sends `reads` with the same message, so that an
 * uncontended lock costs no round trip of its own. The reads run after the lock is held and see what the last holder
 * committed, as each statement under READ COMMITTED takes its own snapshot.
 * @param onWait told once whom we wait for
 * @throws LifecycleLockError when the lock is not free within `lockWaitTimeoutMs`
 */
export async function lockAndRead(
  session: SqlSession,
  key: LockKey,
  limits: LockTimeouts,
  reads: readonly string[],
  onWait: (holders: readonly LockHolder[]) => void,
) {
  const apply = timeouts(limits.lockTimeoutMs, limits.statementTimeoutMs);
  const begin = ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', ...apply.split('; ')];
  const results = await session.send(
    ...begin,
    `SELECT pg_try_advisory_xact_lock(${key.join(', ')}) AS locked`,
    ...reads,
  );
  if (results[begin.length]![0]!.locked) return results.slice(begin.length + 1);

  const [holders] = await session.send(lockHoldersQuery(key));
  onWait(holders as unknown as LockHolder[]);
  try {
    await session.send(
      ...timeouts(limits.lockWaitTimeoutMs, 0).split('; '),
      `SELECT pg_advisory_xact_lock(${key.join(', ')})`,
    );
  } catch (error) {
    if ((error as PostgresError).code !== LOCK_NOT_AVAILABLE) throw error;
    await session.runner.rollbackTransaction();
    const [stillThere] = await session.send(lockHoldersQuery(key));
    throw LifecycleLockError.lifecycleLock(limits.lockWaitTimeoutMs, stillThere as unknown as LockHolder[]);
  }
  return (await session.send(...apply.split('; '), ...reads)).slice(2);
}
