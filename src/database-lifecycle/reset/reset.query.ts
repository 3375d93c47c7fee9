import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteLiteral, quotePath, quoteTextArray } from '../sql/identifier';

export interface ResetRequest {
  /** Relations to be dropped, where they exist. */
  readonly relations: readonly NamedObject[];
  /** Enum types of their columns. */
  readonly types: readonly NamedObject[];
  readonly metadataTable: NamedObject;
}

const names = (objects: readonly NamedObject[]): string =>
  `unnest(${quoteTextArray(objects.map(({ schema }) => schema))}, ${quoteTextArray(objects.map(({ name }) => name))}) e (schema, name)`;

/** A view's dependency is recorded at its rule. */
const DESCRIPTION = `coalesce(
      (SELECT pg_describe_object('pg_class'::regclass, ev_class, 0) FROM pg_rewrite WHERE d.classid = 'pg_rewrite'::regclass AND oid = d.objid AND rulename = '_RETURN'),
      pg_describe_object(d.classid, d.objid, 0))`;

/** What goes silently with a table although somebody else made it: a trigger, rule, policy, publication, statistics, partition. */
const FOREIGN_PARTS = `EXISTS (SELECT FROM pg_trigger WHERE d.classid = 'pg_trigger'::regclass AND oid = d.objid AND NOT tgisinternal)
      OR EXISTS (SELECT FROM pg_rewrite WHERE d.classid = 'pg_rewrite'::regclass AND oid = d.objid AND rulename <> '_RETURN')
      OR EXISTS (SELECT FROM pg_class WHERE d.classid = 'pg_class'::regclass AND oid = d.objid AND relkind IN ('r', 'p', 'f', 'v', 'm') AND oid NOT IN (SELECT oid FROM roots))
      OR d.classid IN ('pg_policy'::regclass, 'pg_publication_rel'::regclass, 'pg_statistic_ext'::regclass)`;

/**
 * What dropping the relations would take along (`parts`: what PostgreSQL drops with them without being asked) and what
 * depends on any of that from outside, as one row with one JSON document; reads the catalog only. Dropping takes a lock
 * on each part, and creating the same anew one on each that is a relation (counted on PostgreSQL 15 and 18).
 * The WITH stands inside, where PostgreSQL lets it do nothing but read.
 */
export const resetQuery = ({
  relations,
  types,
  metadataTable,
}: ResetRequest): string => `SELECT reset FROM (WITH RECURSIVE roots AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relowner FROM ${names(relations)}
    JOIN pg_namespace n ON n.nspname = e.schema::name
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name::name AND c.relkind IN ('r', 'p', 'v', 'm')
  ), parts (classid, objid) AS (
    SELECT 'pg_class'::regclass::oid, oid FROM roots
    UNION
    SELECT d.classid, d.objid FROM parts p JOIN pg_depend d ON d.refclassid = p.classid AND d.refobjid = p.objid
    WHERE d.deptype IN ('a', 'i', 'P', 'S')
  ), enums AS (
    SELECT n.nspname, t.typname, t.oid, t.typarray FROM ${names(types)}
    JOIN pg_namespace n ON n.nspname = e.schema::name
    JOIN pg_type t ON t.typnamespace = n.oid AND t.typname = e.name::name AND t.typtype = 'e' AND pg_has_role(t.typowner, 'USAGE')
  ), uses AS (
    SELECT e.oid, (d.classid, d.objid) IN (SELECT classid, objid FROM parts) AS own FROM enums e
    JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (e.oid, e.typarray) AND d.deptype = 'n'
  ), outside AS (
    SELECT d.classid, d.objid FROM parts p JOIN pg_depend d ON d.refclassid = p.classid AND d.refobjid = p.objid
    WHERE d.deptype = 'n' AND (d.classid, d.objid) NOT IN (SELECT classid, objid FROM parts)
    UNION
    SELECT d.classid, d.objid FROM parts d WHERE ${FOREIGN_PARTS}
  )
SELECT json_build_object(
  'relations', (SELECT json_agg(json_build_object('schema', v.nspname, 'name', v.relname, 'relkind', v.relkind,
      'owner', pg_get_userbyid(v.relowner), 'owned', pg_has_role(v.relowner, 'USAGE'),
      'needs', (SELECT json_agg(DISTINCT r.nspname || '.' || r.relname) FROM pg_rewrite w
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
        JOIN roots r ON r.oid = d.refobjid AND r.oid <> v.oid WHERE w.ev_class = v.oid)) ORDER BY v.oid) FROM roots v),
  'types', (SELECT json_agg(DISTINCT jsonb_build_object('schema', nspname, 'name', typname)) FROM enums e
    WHERE (SELECT bool_and(own) FROM uses u WHERE u.oid = e.oid)),
  'vanishing', (SELECT json_agg(json_build_object('schema', n.nspname, 'name', c.relname, 'oid', c.oid::text)) FROM parts p
    JOIN pg_class c ON p.classid = 'pg_class'::regclass AND c.oid = p.objid AND c.relkind <> 't' JOIN pg_namespace n ON n.oid = c.relnamespace),
  'dependents', (SELECT json_agg(DISTINCT ${DESCRIPTION}) FROM outside d),
  'locks', (SELECT count(*) + count(*) FILTER (WHERE classid = 'pg_class'::regclass) FROM parts),
  'metadataTableExists', to_regclass(${quoteLiteral(quotePath(metadataTable))}) IS NOT NULL
) AS reset) found`;
