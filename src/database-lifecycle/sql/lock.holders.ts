import { DatabaseLifecycleError } from '../errors/database-lifecycle.error';
import { sqlstateOf } from '../errors/failure.chain';
import { LifecycleLockError } from '../errors/lifecycle-lock.error';
import type { LockHolder, TableLocker } from '../interfaces/lock-holder.interface';
import { quoteTextArray } from './identifier';
import type { SqlSession } from './sql.session';

/** SQLSTATE lock_not_available: `lock_timeout` has ended a wait. */
export const LOCK_NOT_AVAILABLE = '55P03';

/** Bounds each wait for a lock in the open transaction, or in the message that is one: no setting outlives it. */
export const boundLocks = (lockTimeoutMs: number): string => `SET LOCAL lock_timeout = ${lockTimeoutMs}`;

const HOLDER = 'a.pid, a.gid, a.application, a.host, a.role, a.state, a.seconds';

/**
 * Who may hold a lock: backends, which pg_locks names by pid, and prepared transactions, which have none. A prepared
 * transaction is found by the row that locks its transactionid, which has the same virtualtransaction; two may share
 * one, as it is a counter of the session, and then both are named. Uses the functions behind pg_stat_activity and
 * pg_prepared_xacts, as shared servers often let nobody read those views.
 */
const HOLDERS = `(SELECT pid, NULL AS gid, NULL AS prepared, application_name AS application,
    coalesce(host(client_addr), 'local') AS host, pg_get_userbyid(usesysid) AS role, state, datid AS database,
    extract(epoch FROM clock_timestamp() - xact_start)::int AS seconds FROM pg_stat_get_activity(NULL)
  UNION ALL SELECT NULL, gid, x.virtualtransaction, '', '', pg_get_userbyid(ownerid), 'prepared', p.dbid,
    extract(epoch FROM clock_timestamp() - prepared)::int FROM pg_prepared_xact() p
    JOIN pg_locks x ON x.pid IS NULL AND x.locktype = 'transactionid' AND x.transactionid = p.transaction)`;

/** Joins the holder `a` of a row that has the pid and the virtualtransaction of pg_locks. */
const joinHolder = (row: string): string =>
  `JOIN ${HOLDERS} a ON a.pid = ${row}.pid OR a.prepared = ${row}.virtualtransaction`;

/** Two databases that are copies of one have tables of the same oid. */
const THIS_DATABASE = '(SELECT datid FROM pg_stat_get_activity(pg_backend_pid()))';

/** Who holds a lock of this database, a row `l` of pg_locks. */
export const holdersQuery = (condition: string): string =>
  `SELECT DISTINCT ${HOLDER} FROM pg_locks l ${joinHolder('l')} WHERE l.database = ${THIS_DATABASE} AND ${condition}`;

/** Who holds any lock on one of the relations, and so keeps DROP (ACCESS EXCLUSIVE) waiting. */
export const anyLockHoldersQuery = (relations: string): string =>
  holdersQuery(`l.locktype = 'relation' AND l.granted
  AND l.pid IS DISTINCT FROM pg_backend_pid() AND l.relation = ANY (${relations}::oid[])`);

/**
 * Who has locked tables, and which, by a condition on a row `l` of pg_locks. A waiting request for ACCESS EXCLUSIVE
 * counts too, as everybody after it queues behind it.
 */
const lockersQuery = (condition: string): string => `SELECT ${HOLDER}, held.tables
  FROM (SELECT l.pid, l.virtualtransaction, json_agg(DISTINCT n.nspname || '.' || c.relname) AS tables
    FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE l.locktype = 'relation' AND l.database = ${THIS_DATABASE} AND l.pid IS DISTINCT FROM pg_backend_pid()
      AND (l.granted OR l.mode = 'AccessExclusiveLock') AND ${condition}
    GROUP BY l.pid, l.virtualtransaction) held ${joinHolder('held')} ORDER BY a.pid`;

/** Who has locked which of the relations, in whatever way, and so keeps what moves or drops one waiting. */
export function readLockers(session: SqlSession, oids: readonly string[]): Promise<TableLocker[]> {
  const condition = `c.relkind NOT IN ('i', 'I') AND l.relation = ANY (${quoteTextArray(oids)}::oid[])`;
  return session.query(lockersQuery(condition));
}

/** Who keeps ADD FOREIGN KEY (SHARE ROW EXCLUSIVE) to one of the relations waiting. */
export const parentLockersQuery = (relations: string): string =>
  lockersQuery(`l.mode NOT IN ('AccessShareLock', 'RowShareLock') AND l.relation = ANY (${relations}::oid[])`);

/** Who keeps readers or writers of rows waiting. */
const ROW_LOCKERS =
  lockersQuery(`l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
      AND c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'pg_toast')`);

/**
 * Whose open transaction has written something. If some of them are making a relation, only those: they hold a lock on
 * an oid that is not visible to anybody else.
 */
const MAKERS = `WITH writers AS (
    SELECT ${HOLDER}, EXISTS (SELECT FROM pg_locks r WHERE r.virtualtransaction = l.virtualtransaction AND r.locktype = 'relation'
      AND r.granted AND r.mode = 'AccessExclusiveLock' AND r.database = ${THIS_DATABASE}
      AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = r.relation)) AS makes
    FROM pg_locks l ${joinHolder('l')} WHERE l.locktype = 'transactionid' AND l.granted AND l.mode = 'ExclusiveLock'
      AND l.pid IS DISTINCT FROM pg_backend_pid() AND a.database = ${THIS_DATABASE})
  SELECT DISTINCT ${HOLDER} FROM writers a WHERE a.makes OR NOT EXISTS (SELECT FROM writers o WHERE o.makes) ORDER BY a.pid`;

/** Who may be making an object, for the end of which one of the same name has to wait. */
export const readMakers = (session: SqlSession): Promise<LockHolder[]> => session.query(MAKERS);

/** Those whose table the message names, should there be one: others may be at work on other tables. */
function inTheWay(lockers: readonly TableLocker[], message: string): readonly TableLocker[] {
  const named = lockers.flatMap((locker) => {
    const tables = locker.tables.filter((path) => message.includes(path.slice(path.indexOf('.') + 1)));
    return tables.length > 0 ? [{ ...locker, tables }] : [];
  });
  return named.length > 0 ? named : lockers;
}

/**
 * What to throw when `lock_timeout` has ended the wait of a reader or writer of rows: an error that names who has
 * locked which table. Any other error passes as it is. Rolls back what is open.
 * @param withinMs the limit that struck; the option `lockTimeoutMs` where none is given
 */
export async function explainLockWait(session: SqlSession, error: unknown, withinMs?: number): Promise<unknown> {
  if (error instanceof DatabaseLifecycleError || sqlstateOf(error) !== LOCK_NOT_AVAILABLE) return error;
  // TypeORM's own errors bring what it has sent.
  const message = (error as { query?: string }).query ?? session.rejected;
  try {
    await session.rollBack();
    const lockers = await session.query<TableLocker>(ROW_LOCKERS);
    return LifecycleLockError.lockedTable(inTheWay(lockers, message), error, withinMs);
  } catch {
    // A broken connection can't tell.
    return error;
  }
}
