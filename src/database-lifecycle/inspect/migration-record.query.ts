import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteLiteral, quotePath, quoteTextArray } from '../sql/identifier';

/** The answer to {@link migrationRecordQuery}. */
export interface MigrationRecord {
  /** Which of the given migrations have run; null when the record does not exist or can not be read. */
  readonly executed: readonly string[] | null;
  readonly exists: boolean;
}

/**
 * Tells which of the given migrations TypeORM's record holds; those that only the record knows do not matter. The
 * record may not exist yet, and a statement that names a missing table fails, so query_to_xml() names it at run time;
 * the text goes through hexadecimal, so that XML has nothing to escape.
 */
export function migrationRecordQuery(names: readonly string[], record: NamedObject): string {
  const row = `FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
    WHERE n.nspname = ${quoteLiteral(record.schema)} AND c.relname = ${quoteLiteral(record.name)}`;
  const executed = `SELECT encode(convert_to(coalesce(json_agg(name), '[]')::text, 'UTF8'), 'hex') AS k
    FROM ${quotePath(record)} WHERE name = ANY(${quoteTextArray(names)})`;
  return `SELECT json_build_object(
  'exists', EXISTS (SELECT ${row}),
  'executed', CASE WHEN (SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ${row}) THEN
    convert_from(decode(substring(query_to_xml(${quoteLiteral(executed)}, false, true, '')::text FROM '<k>([0-9a-f]*)</k>'), 'hex'), 'UTF8')::json END
) AS record`;
}
