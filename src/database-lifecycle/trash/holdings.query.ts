import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { TRASH_SCHEMAS } from '../inspect/trash-schemas.query';
import { quoteLiteral, quotePath, quoteTextArray } from '../sql/identifier';
import { isLockable } from './relation.locks';

export interface HoldingsRequest {
  /** Relations that are to go, where they exist. */
  readonly relations: readonly NamedObject[];
  /** Enum types of their columns. */
  readonly types: readonly NamedObject[];
  readonly metadataTable: NamedObject;
  readonly migrationsTable: NamedObject;
}

/** As the rows of `e`. */
export const names = (objects: readonly NamedObject[]): string =>
  `unnest(${quoteTextArray(objects.map(({ schema }) => schema))}, ${quoteTextArray(objects.map(({ name }) => name))}) e (schema, name)`;

/** A view's dependency is recorded at its rule. */
const DESCRIPTION = `coalesce(
      (SELECT pg_describe_object('pg_class'::regclass, ev_class, 0) FROM pg_rewrite WHERE d.classid = 'pg_rewrite'::regclass AND oid = d.objid AND rulename = '_RETURN'),
      pg_describe_object(d.classid, d.objid, 0))`;

/** What goes silently with a table although somebody else made it. */
const FOREIGN_PARTS = `EXISTS (SELECT FROM pg_trigger WHERE d.classid = 'pg_trigger'::regclass AND oid = d.objid AND NOT tgisinternal)
      OR EXISTS (SELECT FROM pg_rewrite WHERE d.classid = 'pg_rewrite'::regclass AND oid = d.objid AND rulename <> '_RETURN')
      OR EXISTS (SELECT FROM going WHERE d.classid = 'pg_class'::regclass AND oid = d.objid AND NOT root)
      OR d.classid IN ('pg_policy'::regclass, 'pg_publication_rel'::regclass, 'pg_statistic_ext'::regclass)`;

/**
 * Whether a row of pg_class lies in a trash: it has to stay there, or the trash could not be brought back. The schemas
 * are read once.
 */
const isKept = (relation: string): string => `${relation}.relnamespace IN (SELECT oid FROM trashes)`;

/** Whether a dependency is a foreign key that is taken off; those of partitions come and go with their parent's. */
const FOREIGN_KEY = `EXISTS (SELECT FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
      WHERE d.classid = 'pg_constraint'::regclass AND c.oid = d.objid AND c.contype = 'f' AND NOT ${isKept('t')})`;

/** The enum types whose every use is one of the parts, or not; null where there is no use. */
const typesThat = (areFree: string): string =>
  `SELECT json_agg(DISTINCT jsonb_build_object('schema', nspname, 'name', typname, 'oid', oid::text)) FROM enums e
    WHERE (SELECT bool_and(own) FROM uses u WHERE u.oid = e.oid) ${areFree}`;

/**
 * What belongs to the relations (`parts`: what PostgreSQL drops with them without being asked) and what depends on any
 * of that from outside, as one row with one JSON document; reads the catalog only. What DROP CASCADE would take, the
 * views that read them, their partitions and children, goes along (`going`), but for temporary views, which can't, and
 * for those in a trash.
 *
 * Locks, as counted on PostgreSQL 15 and 18: dropping takes one on each part; SET SCHEMA one on each relation and each
 * owned sequence, none on indexes and types; taking a foreign key off seven; creating the same one on each part that
 * is a relation. The WITH stands inside, where PostgreSQL lets it do nothing but read.
 */
export const holdingsQuery = ({
  relations,
  types,
  metadataTable,
  migrationsTable,
}: HoldingsRequest): string => `SELECT holdings FROM (WITH RECURSIVE trashes AS ${TRASH_SCHEMAS}, roots AS (
    SELECT c.oid FROM ${names(relations)} JOIN pg_namespace n ON n.nspname = e.schema::name
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name::name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  ), reached (oid) AS (
    SELECT oid FROM roots
    UNION
    SELECT x.oid FROM reached r CROSS JOIN LATERAL (
      SELECT w.ev_class AS oid FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid AND w.rulename = '_RETURN'
      JOIN pg_class v ON v.oid = w.ev_class AND NOT ${isKept('v')} WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid
      UNION ALL SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = r.oid
    ) x JOIN pg_class c ON c.oid = x.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't'
  ), going AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relowner, c.oid IN (SELECT oid FROM roots) AS root
    FROM reached JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
  ), parts (classid, objid) AS (
    SELECT 'pg_class'::regclass::oid, oid FROM going
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
  ), keys AS (
    SELECT c.oid, c.conrelid, n.nspname, t.relname, c.conname, t.relowner, obj_description(c.oid, 'pg_constraint') AS comment
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE c.contype = 'f' AND c.conparentid = 0 AND c.confrelid IN (SELECT oid FROM going) AND c.conrelid NOT IN (SELECT oid FROM going) AND NOT ${isKept('t')}
  ), dependents AS (
    SELECT 'goes along' AS fate, ${DESCRIPTION} AS what FROM parts d WHERE ${FOREIGN_PARTS}
    UNION SELECT 'taken off', pg_describe_object('pg_constraint'::regclass, oid, 0) FROM keys
    UNION SELECT 'stays', ${DESCRIPTION} FROM outside d WHERE NOT ${FOREIGN_KEY}
  )
SELECT json_build_object(
  'relations', (SELECT json_agg(json_build_object('schema', g.nspname, 'name', g.relname, 'oid', g.oid::text, 'relkind', g.relkind,
      'owner', pg_get_userbyid(g.relowner), 'owned', pg_has_role(g.relowner, 'USAGE'), 'root', g.root,
      'lockable', ${isLockable('g')},
      'needs', (SELECT json_agg(DISTINCT r.nspname || '.' || r.relname) FROM pg_rewrite w
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
        JOIN going r ON r.oid = d.refobjid AND r.oid <> g.oid WHERE w.ev_class = g.oid)) ORDER BY g.root DESC, g.oid) FROM going g),
  'types', (${typesThat('IS TRUE')}),
  'idleTypes', (${typesThat('IS NULL')}),
  'sharedTypes', (${typesThat('IS FALSE')}),
  'parts', (SELECT json_agg(json_build_object('schema', n.nspname, 'name', c.relname, 'oid', c.oid::text, 'relkind', c.relkind)) FROM parts p
    JOIN pg_class c ON p.classid = 'pg_class'::regclass AND c.oid = p.objid AND c.relkind <> 't' JOIN pg_namespace n ON n.oid = c.relnamespace),
  'dependents', (SELECT json_agg(json_build_object('fate', fate, 'what', what) ORDER BY fate, what) FROM dependents),
  'parents', (SELECT json_agg(json_build_object('what', pg_describe_object('pg_class'::regclass, p.oid, 0), 'detach',
      CASE WHEN c.relispartition THEN format('ALTER TABLE %I.%I DETACH PARTITION %I.%I;', n.nspname, p.relname, g.nspname, g.relname)
      ELSE format('ALTER TABLE %I.%I NO INHERIT %I.%I;', g.nspname, g.relname, n.nspname, p.relname) END) ORDER BY p.oid, g.oid)
    FROM going g JOIN pg_class c ON c.oid = g.oid JOIN pg_inherits i ON i.inhrelid = g.oid
    JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = p.relnamespace WHERE p.oid NOT IN (SELECT oid FROM going)),
  'constraints', (SELECT json_agg(json_build_object('schema', nspname, 'table', relname, 'name', conname, 'oid', oid::text,
      'owner', pg_get_userbyid(relowner), 'owned', pg_has_role(relowner, 'USAGE'), 'comment', comment) ORDER BY oid) FROM keys),
  'neighbours', (SELECT json_agg(oid::text) FROM (SELECT conrelid FROM keys
    UNION SELECT confrelid FROM pg_constraint WHERE contype = 'f' AND conrelid IN (SELECT oid FROM going) AND confrelid NOT IN (SELECT oid FROM going)
    UNION SELECT c.oid FROM ${names([metadataTable, migrationsTable])} JOIN pg_namespace n ON n.nspname = e.schema::name
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name::name) w (oid)),
  'locks', json_build_object('drop', (SELECT count(*) FROM parts), 'create', (SELECT count(*) FROM parts WHERE classid = 'pg_class'::regclass),
    'move', (SELECT count(*) FROM going) + 7 * (SELECT count(*) FROM keys) + (SELECT count(*) FROM parts p
      JOIN pg_class c ON p.classid = 'pg_class'::regclass AND c.oid = p.objid AND c.relkind = 'S')),
  'metadataTableExists', to_regclass(${quoteLiteral(quotePath(metadataTable))}) IS NOT NULL,
  'migrationsReadable', (SELECT has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE') AND NOT row_security_active(c.oid)
    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
    WHERE n.nspname = ${quoteLiteral(migrationsTable.schema)} AND c.relname = ${quoteLiteral(migrationsTable.name)}),
  'mayCreateSchemas', has_database_privilege(current_database(), 'CREATE')
) AS holdings) found`;
