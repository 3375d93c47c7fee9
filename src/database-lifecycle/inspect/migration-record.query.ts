import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteLiteral, quotePath, quoteTextArray } from '../sql/identifier';
import { answerOf, runnable } from './run-time.query';

/** The answer to {@link migrationRecordQuery}. */
export interface MigrationRecord {
  /** Which of the given migrations have run; null when the record does not exist or can not be read. */
  readonly executed: readonly string[] | null;
  readonly exists: boolean;
}

/** One row, with the role and the record's owner, where the role may not read it. */
export const hiddenRecordQuery = ({ schema, name }: NamedObject): string =>
  `SELECT current_user AS role, pg_get_userbyid(relowner) AS owner FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
  WHERE n.nspname = ${quoteLiteral(schema)} AND c.relname = ${quoteLiteral(name)}
    AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))`;

/**
 * Tells which of the given migrations TypeORM's record holds; those that only the record knows do not matter. The
 * record may not exist yet, and a statement that names a missing table fails.
 */
export function migrationRecordQuery(names: readonly string[], record: NamedObject): string {
  const row = `FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
    WHERE n.nspname = ${quoteLiteral(record.schema)} AND c.relname = ${quoteLiteral(record.name)}`;
  const executed = `SELECT coalesce(json_agg(name), '[]') FROM ${quotePath(record)} WHERE name = ANY(${quoteTextArray(names)})`;
  return `SELECT json_build_object(
  'exists', EXISTS (SELECT ${row}),
  'executed', CASE WHEN (SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ${row}) THEN
    ${answerOf(quoteLiteral(runnable(executed)))} END
) AS record`;
}
