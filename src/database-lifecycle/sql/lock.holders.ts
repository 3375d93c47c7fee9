import { DatabaseLifecycleError } from '../errors/database-lifecycle.error';
import { sqlstateOf } from '../errors/failure.chain';
import { LifecycleLockError } from '../errors/lifecycle-lock.error';
import type { LockHolder, TableLocker } from '../interfaces/lock-holder.interface';
import type { SqlSession } from './sql.session';

/** SQLSTATE lock_not_available: `lock_timeout` has ended a wait. */
export const LOCK_NOT_AVAILABLE = '55P03';

/** Bounds each wait for a lock in the open transaction, or in the message that is one: no setting outlives it. */
export const boundLocks = (lockTimeoutMs: number): string => `SET LOCAL lock_timeout = ${lockTimeoutMs}`;

/** Of a row `a` of pg_stat_activity. */
const HOLDER = `a.pid, a.application_name AS application, coalesce(host(a.client_addr), 'local') AS host, a.usename AS role, a.state,
  extract(epoch FROM clock_timestamp() - a.xact_start)::int AS seconds`;

/** Two databases that are copies of one have tables of the same oid. */
const THIS_DATABASE = '(SELECT oid FROM pg_database WHERE datname = current_database())';

/** Who holds a lock of this database, a row `l` of pg_locks. */
export const holdersQuery = (condition: string): string =>
  `SELECT ${HOLDER} FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.database = ${THIS_DATABASE} AND ${condition}`;

/** Who holds any lock on one of the relations, and so keeps DROP (ACCESS EXCLUSIVE) waiting. */
export const anyLockHoldersQuery = (relations: string): string =>
  holdersQuery(`l.locktype = 'relation' AND l.granted
  AND l.pid <> pg_backend_pid() AND l.relation = ANY (${relations}::oid[])`);

/**
 * Who has locked tables, and which, by a condition on a row `l` of pg_locks; a request for ACCESS EXCLUSIVE counts, as
 * all who come later queue behind it.
 */
const lockersQuery = (condition: string): string => `SELECT ${HOLDER}, held.tables
  FROM (SELECT l.pid, json_agg(DISTINCT n.nspname || '.' || c.relname) AS tables
    FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE l.locktype = 'relation' AND l.database = ${THIS_DATABASE} AND l.pid <> pg_backend_pid()
      AND (l.granted OR l.mode = 'AccessExclusiveLock') AND ${condition}
    GROUP BY l.pid) held JOIN pg_stat_activity a USING (pid) ORDER BY a.pid`;

/** Who keeps ADD FOREIGN KEY (SHARE ROW EXCLUSIVE) to one of the relations waiting. */
export const parentLockersQuery = (relations: string): string =>
  lockersQuery(`l.mode NOT IN ('AccessShareLock', 'RowShareLock') AND l.relation = ANY (${relations}::oid[])`);

/** Who keeps readers or writers of rows waiting. */
const ROW_LOCKERS =
  lockersQuery(`l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
      AND c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'pg_toast')`);

/**
 * Whose open transaction has written something; of these only who makes a relation, if any does: it is locked by an oid
 * that nobody else sees.
 */
const MAKERS = `WITH writers AS (
    SELECT DISTINCT l.pid, EXISTS (SELECT FROM pg_locks r WHERE r.pid = l.pid AND r.locktype = 'relation' AND r.granted
      AND r.mode = 'AccessExclusiveLock' AND r.database = ${THIS_DATABASE}
      AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = r.relation)) AS makes
    FROM pg_locks l WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock' AND l.pid <> pg_backend_pid())
  SELECT ${HOLDER} FROM writers w JOIN pg_stat_activity a USING (pid)
  WHERE a.datname = current_database() AND (w.makes OR NOT EXISTS (SELECT FROM writers o JOIN pg_stat_activity USING (pid)
    WHERE datname = current_database() AND o.makes)) ORDER BY a.pid`;

/** Who may be making an object, for the end of which one of the same name has to wait. */
export const readMakers = async (session: SqlSession): Promise<LockHolder[]> =>
  (await session.send(MAKERS))[0] as unknown as LockHolder[];

/** Those whose table the message names, should there be one: others may be at work on other tables. */
function inTheWay(lockers: readonly TableLocker[], message: string): readonly TableLocker[] {
  const named = lockers.flatMap((locker) => {
    const tables = locker.tables.filter((path) => message.includes(path.slice(path.indexOf('.') + 1)));
    return tables.length > 0 ? [{ ...locker, tables }] : [];
  });
  return named.length > 0 ? named : lockers;
}

/**
 * What to throw when a reader or writer of rows was given up on by `lock_timeout`: an error that names who has locked
 * which table. Any other error passes as it is. Rolls back what is open.
 * @param withinMs the limit that struck; the option `lockTimeoutMs` where none is given
 */
export async function explainLockWait(session: SqlSession, error: unknown, withinMs?: number): Promise<unknown> {
  if (error instanceof DatabaseLifecycleError || sqlstateOf(error) !== LOCK_NOT_AVAILABLE) return error;
  // TypeORM's own errors bring what it has sent.
  const message = (error as { query?: string }).query ?? session.rejected;
  try {
    await session.rollBack();
    const [rows] = await session.send(ROW_LOCKERS);
    return LifecycleLockError.lockedTable(inTheWay(rows as unknown as TableLocker[], message), error, withinMs);
  } catch {
    // A broken connection can't tell.
    return error;
  }
}
