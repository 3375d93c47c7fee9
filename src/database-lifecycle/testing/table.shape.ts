import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteTextArray } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

/** What is to be known of a table to tell its rows apart. */
export interface TableShape extends NamedObject {
  /** Columns of the primary key; empty where there is none. */
  readonly key: readonly string[];
  /** Columns that may hold the time of a run: timestamps that are not computed. */
  readonly clocks: readonly string[];
}

const shapeQuery = (tables: readonly NamedObject[]): string => `SELECT n.nspname AS schema, c.relname AS name,
  ARRAY(SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY a.attnum) AS key,
  ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = '' AND a.atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype) ORDER BY a.attnum) AS clocks
  FROM unnest(${quoteTextArray(tables.map(({ schema }) => schema))}, ${quoteTextArray(tables.map(({ name }) => name))})
    WITH ORDINALITY AS e (schema, name, position)
  JOIN pg_namespace n ON n.nspname = e.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name
  ORDER BY e.position`;

export const inspectShapes = (session: SqlSession, tables: readonly NamedObject[]): Promise<TableShape[]> =>
  session.query(shapeQuery(tables));
