import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteTextArray } from '../sql/identifier';

/** A foreign key of a table that is not emptied. */
interface Reference {
  readonly constraint: string;
  readonly from: NamedObject;
  readonly to: NamedObject;
}

/**
 * A default of a table that is not emptied, on a sequence that restarts: it would get numbers that it has used before.
 */
interface SharedSequence {
  readonly sequence: NamedObject;
  readonly column: string;
  readonly from: NamedObject;
}

/** What emptying tables depends on. */
export interface EmptyingFindings {
  readonly role: string;
  readonly tables: readonly (NamedObject & { readonly oid: string; readonly partitioned: boolean })[];
  readonly references: readonly Reference[];
  readonly shared: readonly SharedSequence[];
  /** What the role lacks, in words, e.g. `TRUNCATE on public.users`. */
  readonly lacking: readonly string[];
}

const namedJson = (relation: string): string =>
  `(SELECT json_build_object('schema', n.nspname, 'name', c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ${relation})`;

/**
 * One row with one JSON document; reads only. A sequence is restarted by its owner only. Tables that inherit from a chosen
 * one have its defaults.
 */
export function emptyingQuery(tables: readonly NamedObject[]): string {
  const column = (key: keyof NamedObject): string => quoteTextArray(tables.map((table) => table[key]));
  return `WITH RECURSIVE chosen AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind = 'p' AS partitioned
    FROM unnest(${column('schema')}, ${column('name')}) WITH ORDINALITY AS e (schema, name, position)
    JOIN pg_namespace n ON n.nspname = e.schema::name JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name::name
    ORDER BY e.position),
  heirs AS (SELECT oid FROM chosen UNION SELECT i.inhrelid FROM pg_inherits i JOIN heirs h ON h.oid = i.inhparent),
  restarting AS (
    SELECT s.oid, n.nspname, s.relname, s.relowner
    FROM chosen JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = chosen.oid
      AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_namespace n ON n.oid = s.relnamespace)
  SELECT json_build_object(
    'role', current_user,
    'tables', coalesce((SELECT json_agg(json_build_object(
      'schema', nspname, 'name', relname, 'oid', oid::text, 'partitioned', partitioned)) FROM chosen), '[]'),
    'references', coalesce((SELECT json_agg(json_build_object(
      'constraint', k.conname, 'from', ${namedJson('k.conrelid')}, 'to', ${namedJson('k.confrelid')}) ORDER BY k.conname)
      FROM pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0
        AND k.confrelid IN (SELECT oid FROM chosen) AND k.conrelid NOT IN (SELECT oid FROM chosen)), '[]'),
    'shared', coalesce((SELECT json_agg(json_build_object(
      'sequence', ${namedJson('r.oid')}, 'column', a.attname, 'from', ${namedJson('k.adrelid')}) ORDER BY k.adrelid, a.attnum)
      FROM restarting r JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid
        AND d.classid = 'pg_attrdef'::regclass
      JOIN pg_attrdef k ON k.oid = d.objid JOIN pg_attribute a ON a.attrelid = k.adrelid AND a.attnum = k.adnum
      WHERE k.adrelid NOT IN (SELECT oid FROM heirs)), '[]'),
    'lacking', coalesce((SELECT json_agg(what ORDER BY what) FROM (
      SELECT format('TRUNCATE on %s.%s', nspname, relname) AS what FROM chosen WHERE NOT has_table_privilege(oid, 'TRUNCATE')
      UNION
      SELECT format('ownership of sequence %s.%s', nspname, relname)
      FROM restarting WHERE NOT pg_has_role(relowner, 'USAGE')) lacking), '[]')
  ) AS emptying`;
}
