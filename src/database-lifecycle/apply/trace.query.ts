import { quoteTextArray } from '../sql/identifier';
import { lookingBackAt } from './earlier.query';
import { FIRST_USER_OID, INHABITS, OWN_PRINT } from './inhabitants';

/**
 * Without one of these locks nothing of a relation can be dropped, nor a column, default, index, rule, policy, parent,
 * publication or comment of it be changed (AlterTableGetLockLevel() of PostgreSQL's tablecmds.c, and what calls
 * table_open() elsewhere). A foreign key to it, and rows, take lesser ones.
 */
const LOCKS = `('AccessExclusiveLock', 'ExclusiveLock', 'ShareLock', 'ShareUpdateExclusiveLock')`;

/**
 * The catalogs, but for pg_class, whose rows change under a lesser lock, or none: privileges of a column, foreign keys,
 * sequences, kept statistics, triggers. Each with the column that names the relation which a row belongs to.
 */
const OWNERS: Readonly<Record<string, string>> = {
  pg_attribute: 'attrelid',
  pg_constraint: 'conrelid',
  pg_sequence: 'seqrelid',
  pg_statistic_ext: 'stxrelid',
  // The triggers behind a foreign key are internal: a new key to an existing table may add them there.
  pg_trigger: 'CASE WHEN tgisinternal THEN 0::oid ELSE tgrelid END',
};

/** More transaction ids than a server gives in a second. */
const IDS_A_SECOND = 1_000_000;

/** The number of the transaction that wrote a row, with the epochs that `xmin` leaves out. */
const WRITER = '((SELECT wide + age FROM me) - age(xmin))';

/**
 * A row that we can see and whose writer is still in progress was written by us, in whichever subtransaction: rows of
 * other transactions in progress are invisible. Only rows no older than our transaction are checked so closely, and
 * most of ours bear its own id. A frozen row keeps its old id, which after two billion transactions looks like one of
 * the future; it is further ahead than ours can be. Subqueries of one value take half the time of a join.
 */
const IS_OURS = `age(xmin) <= (SELECT age FROM me) AND age(xmin) >= (SELECT newest FROM me) AND (xmin = (SELECT id FROM me)
      OR CASE WHEN ${WRITER} < (SELECT unseen FROM me) THEN pg_xact_status(${WRITER}::text::xid8) = 'in progress' ELSE true END)`;

/**
 * Whether its rows were written: we hold the lock for that, and the server has counted rows (track_counts may be off).
 * The count alone would not do, as it may include rows that this session wrote before and has not reported yet.
 */
const WRITTEN = `t.writable AND c.relkind IN ('r', 'm') AND (NOT current_setting('track_counts')::boolean
      OR pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid) > 0)`;

/**
 * What this transaction has touched: the relations that bear a trace of it, which is a row of theirs in the catalog that
 * it wrote, also one of their indexes', or a lock of it without which nothing of theirs can be dropped; and those of
 * which it may have written rows, for which it takes a lock too. What other sessions commit meanwhile leaves none of
 * these. Each by oid with its path, which is null when it is gone, whether rows of it were written, and what its row in
 * pg_class says of it (`print`), which is null where the trace goes deeper than that row. Looked up one by one (OFFSET 0),
 * as they are few in a large catalog, or most of a small one. They, and what is watched besides, become what is looked
 * back at.
 *
 * @param watched oids
 */
export const traces = (watched: readonly string[]): string => `WITH me AS MATERIALIZED (
    SELECT id::xid, id::text::bigint AS wide, age(id::xid), pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS unseen,
      age(id::xid) - (1 + extract(epoch FROM clock_timestamp() - transaction_timestamp())::bigint) * ${IDS_A_SECOND} AS newest
    FROM (SELECT pg_current_xact_id() AS id OFFSET 0) own
  ), marked (oid, traced, deep, writable) AS (
    SELECT oid, true, false, false FROM pg_class WHERE ${IS_OURS}
    ${Object.entries(OWNERS)
      .map(([catalog, owner]) => `UNION ALL SELECT ${owner}, true, true, false FROM ${catalog} WHERE ${IS_OURS}`)
      .join('\n    ')}
    UNION ALL SELECT relation, mode IN ${LOCKS}, mode IN ${LOCKS}, mode = 'RowExclusiveLock' FROM pg_locks
      WHERE pid = pg_backend_pid() AND locktype = 'relation' AND (mode = 'RowExclusiveLock' OR mode IN ${LOCKS})
  ), named (oid, traced, deep, writable) AS MATERIALIZED (
    SELECT oid, bool_or(traced), bool_or(deep), bool_or(writable) FROM marked WHERE oid >= ${FIRST_USER_OID} GROUP BY 1
  ), touched (oid, traced, deep, writable) AS MATERIALIZED (
    SELECT coalesce((SELECT indrelid FROM pg_index WHERE indexrelid = oid), oid), bool_or(traced), bool_or(deep), bool_or(writable)
    FROM named GROUP BY 1
  ), told AS MATERIALIZED (
    SELECT ${lookingBackAt(`SELECT array_agg(oid) FROM (SELECT oid FROM touched UNION SELECT unnest(${quoteTextArray(watched)}::oid[])) seen`)}
  )
  SELECT t.oid::text AS oid, t.traced, r.name, coalesce(r.written, false) AS written, CASE WHEN NOT t.deep THEN r.print END AS print
  FROM told, touched t LEFT JOIN LATERAL (
    SELECT n.nspname || '.' || c.relname AS name, ${WRITTEN} AS written, ${OWN_PRINT} AS print, ${INHABITS} AS inhabits
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = t.oid OFFSET 0) r ON true
  WHERE r.inhabits IS NOT FALSE`;
