import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteUncountedArray } from '../sql/identifier';

/**
 * Whether a relation or type has taken one of these names since they were found free: one row with `taken`. Only these
 * names are looked up, not all relations again.
 */
export function secondLook(missing: readonly NamedObject[]): string {
  const column = (key: keyof NamedObject): string => quoteUncountedArray(missing.map((relation) => relation[key]));
  return `SELECT EXISTS (
  SELECT FROM unnest(${column('schema')}, ${column('name')}) u (schema, name)
  JOIN pg_namespace n ON n.nspname = u.schema::name
  WHERE EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = u.name::name OFFSET 0)
    OR EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = n.oid AND t.typname = u.name::name OFFSET 0)
) AS taken`;
}
