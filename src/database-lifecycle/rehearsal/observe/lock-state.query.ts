/** Everything but what PostgreSQL keeps for itself, TOAST and what is temporary; a sequence's locks keep nobody waiting. */
const USER_RELATIONS = `SELECT c.oid, n.nspname || '.' || c.relname AS path, coalesce(i.indrelid, c.oid) AS "table", c.relfilenode,
    coalesce(pg_stat_get_numscans(c.oid), 0) + coalesce(pg_stat_get_xact_numscans(c.oid), 0) AS scans
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
  WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f', 'i', 'I') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

/**
 * The session's own locks, and each relation with its file number and its count of scans, as one row. Scans are the sum
 * of what the server has published and what this session has not reported yet; those of empty tables count too.
 */
export const LOCK_STATE = `SELECT json_build_object(
  'transaction', (SELECT virtualtransaction FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'virtualxid' LIMIT 1),
  'countsScans', current_setting('track_counts')::bool,
  'relations', (SELECT json_agg(json_build_array(oid::bigint, path, "table"::bigint, relfilenode::bigint, scans)) FROM (${USER_RELATIONS}) r),
  'locks', (SELECT json_agg(json_build_array(relation::bigint, mode)) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'
    AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
) AS state`;
