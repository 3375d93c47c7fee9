import type { SqlSession } from '../sql/sql.session';

export interface InvalidIndex {
  /** Quoted where it must be, e.g. `public.owners_name`. */
  readonly index: string;
  readonly table: string;
}

/** A partitioned table's index (relkind I) is invalid until every partition has one, and one that is being built is not yet valid. */
const INVALID_INDEXES = `SELECT format('%I.%I', n.nspname, c.relname) AS index, i.indrelid::regclass::text AS table
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname <> 'pg_toast'
    AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.datname = current_database() AND p.index_relid = i.indexrelid)
  ORDER BY 1`;

/** Indexes that a failed CREATE INDEX CONCURRENTLY left: no query uses them, each write pays for them. */
export const invalidIndexes = (session: SqlSession): Promise<InvalidIndex[]> => session.query(INVALID_INDEXES);
