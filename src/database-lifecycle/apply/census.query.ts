/** Oids from here on belong to objects that users made (FirstNormalObjectId in access/transam.h). */
export const FIRST_USER_OID = 16384;

/**
 * Rows that this session has inserted, updated or deleted and not reported to the server's statistics yet. It reports
 * between transactions, and not after each, so only what this number grows by is this transaction's.
 */
export const WRITES = `CASE WHEN c.relkind IN ('r', 'm') THEN
      pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid) ELSE 0 END::int`;

/** Relations of the users, not the parts of PostgreSQL's own making. */
export const INHABITS = `c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_(toast|temp)'`;

/** Every relation of the users by oid and path, with the rows of it that this session has written. */
export const CENSUS = `SELECT c.oid::text AS oid, n.nspname || '.' || c.relname AS name, ${WRITES} AS writes
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${INHABITS}`;
