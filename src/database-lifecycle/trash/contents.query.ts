import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TrashRelation } from '../interfaces/trash.interface';
import { quoteTextArray } from '../sql/identifier';
import { isLockable } from './relation.locks';

export interface ContentsRequest {
  readonly schemas: readonly string[];
  /** By their names in the trash. */
  readonly relations: readonly (NamedObject & Pick<TrashRelation, 'relkind'>)[];
  readonly types: readonly NamedObject[];
}

const column = <Key extends string>(objects: readonly Readonly<Record<Key, string>>[], key: Key): string =>
  quoteTextArray(objects.map((object) => object[key]));

/** A view's dependency is recorded at its rule, and at its columns for their types. */
const DESCRIPTION = `coalesce(
      (SELECT pg_describe_object('pg_class'::regclass, ev_class, 0) FROM pg_rewrite WHERE d.classid = 'pg_rewrite'::regclass AND oid = d.objid AND rulename = '_RETURN'),
      (SELECT pg_describe_object(d.classid, oid, 0) FROM pg_class WHERE d.classid = 'pg_class'::regclass AND oid = d.objid AND relkind IN ('v', 'm')),
      pg_describe_object(d.classid, d.objid, d.objsubid))`;

/**
 * What is in a trash, as one row with one JSON document; reads the catalog only. `parts` is all that PostgreSQL drops
 * with what was set aside. A stranger is anything else that lies there; that would keep PostgreSQL from dropping it;
 * that would go along although it was never set aside (a partition attached in the trash); that would lose rows by it
 * (a table to which one of the trash was attached); or a relation of another kind than the manifest says.
 */
export const contentsQuery = ({
  schemas,
  relations,
  types,
}: ContentsRequest): string => `SELECT contents FROM (WITH RECURSIVE places AS (
    SELECT n.oid, n.nspname, n.nspowner FROM unnest(${quoteTextArray(schemas)}) e (schema) JOIN pg_namespace n ON n.nspname = e.schema::name
  ), kept AS (
    SELECT e.position - 1 AS index, c.oid, n.nspname, c.relname, c.relkind, c.relowner
    FROM unnest(${column(relations, 'schema')}, ${column(relations, 'name')}, ${column(relations, 'relkind')}) WITH ORDINALITY e (schema, name, kind, position)
    JOIN places n ON n.nspname = e.schema::name
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name::name AND c.relkind = e.kind::"char"
  ), enums AS (
    SELECT e.position - 1 AS index, t.oid, n.nspname, t.typname, t.typowner
    FROM unnest(${column(types, 'schema')}, ${column(types, 'name')}) WITH ORDINALITY e (schema, name, position)
    JOIN places n ON n.nspname = e.schema::name
    JOIN pg_type t ON t.typnamespace = n.oid AND t.typname = e.name::name AND t.typtype = 'e'
  ), parts (classid, objid) AS (
    SELECT 'pg_class'::regclass::oid, oid FROM kept
    UNION SELECT 'pg_type'::regclass::oid, oid FROM enums
    UNION SELECT d.classid, d.objid FROM parts p JOIN pg_depend d ON d.refclassid = p.classid AND d.refobjid = p.objid
    WHERE d.deptype IN ('a', 'i', 'P', 'S')
  ), strange AS (
    SELECT d.classid, d.objid, d.objsubid FROM parts p JOIN pg_depend d ON d.refclassid = p.classid AND d.refobjid = p.objid
    WHERE d.deptype = 'n' AND (d.classid, d.objid) NOT IN (SELECT classid, objid FROM parts)
    UNION SELECT d.classid, d.objid, d.objsubid FROM places n
    JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid AND d.deptype = 'n'
    WHERE (d.classid, d.objid) NOT IN (SELECT classid, objid FROM parts)
    UNION SELECT p.classid, p.objid, 0 FROM parts p JOIN pg_class c ON p.classid = 'pg_class'::regclass AND c.oid = p.objid
    WHERE c.relkind IN ('r', 'p', 'f') AND c.oid NOT IN (SELECT oid FROM kept)
    UNION SELECT 'pg_class'::regclass, inhparent, 0 FROM pg_inherits
    WHERE inhrelid IN (SELECT oid FROM kept) AND inhparent NOT IN (SELECT oid FROM kept)
  ), owned AS (
    SELECT 'schema ' || nspname AS what, nspowner AS owner FROM places
    UNION ALL SELECT nspname || '.' || relname, relowner FROM kept
    UNION ALL SELECT nspname || '.' || typname, typowner FROM enums
  )
SELECT json_build_object(
  'relations', (SELECT json_agg(json_build_object('index', k.index, 'oid', k.oid::text, 'lockable', ${isLockable('k')},
      'parentKind', (SELECT p.relkind FROM pg_inherits JOIN kept p ON p.oid = inhparent WHERE inhrelid = k.oid LIMIT 1),
      'needs', (SELECT json_agg(DISTINCT r.nspname || '.' || r.relname) FROM pg_rewrite w
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
        JOIN kept r ON r.oid = d.refobjid AND r.oid <> k.oid WHERE w.ev_class = k.oid)) ORDER BY k.index) FROM kept k),
  'types', (SELECT json_agg(index ORDER BY index) FROM enums),
  'schemas', (SELECT json_agg(nspname) FROM places),
  'strangers', (SELECT json_agg(DISTINCT jsonb_build_object('what', ${DESCRIPTION},
      'schema', (pg_identify_object_as_address(d.classid, d.objid, d.objsubid)).object_names[1])) FROM strange d),
  'locked', (SELECT json_agg(what || ' (owner ' || pg_get_userbyid(owner) || ')') FROM owned WHERE NOT pg_has_role(owner, 'USAGE')),
  'parts', (SELECT json_agg(objid::text) FROM parts WHERE classid = 'pg_class'::regclass),
  'awaited', (SELECT json_agg(oid::text) FROM (SELECT p.objid FROM parts p WHERE p.classid = 'pg_class'::regclass
    UNION SELECT f.confrelid FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid IN (SELECT oid FROM kept)) w (oid))
) AS contents) found`;
