import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteLiteral, quotePath, quoteTextArray } from '../sql/identifier';
import { answerOf, runnable } from './run-time.query';

/** The answer to {@link migrationRecordQuery}. */
export interface MigrationRecord {
  /** Which of the given migrations have run; null when the record does not exist, can not be read, or hides some by a policy. */
  readonly executed: readonly string[] | null;
  readonly exists: boolean;
}

/** Policies that apply to this role as it reads a relation `c`. */
const readingPolicies = (condition: string): string => `EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid
      AND p.polcmd IN ('r', '*') AND EXISTS (SELECT FROM unnest(p.polroles) r WHERE r = 0 OR pg_has_role(r, 'USAGE')) AND ${condition})`;

/**
 * Whether policies may hide rows of a relation `c` from this role: not if a permissive one shows all and none
 * restricts.
 */
const HIDES_ROWS = `row_security_active(c.oid) AND NOT (${readingPolicies(`p.polpermissive AND pg_get_expr(p.polqual, p.polrelid) = 'true'`)}
    AND NOT ${readingPolicies('NOT p.polpermissive')})`;

/**
 * One row, with the role and the record's owner, if the role may not read the record or policies may hide rows; else
 * none.
 */
export const hiddenRecordQuery = ({ schema, name }: NamedObject): string =>
  `SELECT current_user AS role, pg_get_userbyid(relowner) AS owner, ${HIDES_ROWS} AS "byPolicy"
  FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
  WHERE n.nspname = ${quoteLiteral(schema)} AND c.relname = ${quoteLiteral(name)}
    AND (NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')) OR ${HIDES_ROWS})`;

/**
 * Tells which of the given migrations TypeORM's record holds. Run as text, since the record may not exist yet, and a
 * statement that names a missing table fails.
 */
export function migrationRecordQuery(names: readonly string[], record: NamedObject): string {
  const row = `FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
    WHERE n.nspname = ${quoteLiteral(record.schema)} AND c.relname = ${quoteLiteral(record.name)}`;
  const sees = `count(DISTINCT name) = ${names.length} OR NOT row_security_active(${quoteLiteral(quotePath(record))})`;
  const executed = `SELECT CASE WHEN ${sees} THEN coalesce(json_agg(name), '[]') END FROM ${quotePath(record)} WHERE name = ANY(${quoteTextArray(names)})`;
  return `SELECT json_build_object(
  'exists', EXISTS (SELECT ${row}),
  'executed', CASE WHEN (SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') ${row}) THEN
    ${answerOf(quoteLiteral(runnable(executed)))} END
) AS record`;
}
