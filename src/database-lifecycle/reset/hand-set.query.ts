import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { names } from '../trash/holdings.query';

const GRANTEE = `CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END`;
const WITH_OPTION = `CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END`;

/** By a function, as shared servers often let nobody read pg_tablespace, pg_roles or pg_database. */
const TABLESPACE = `(pg_identify_object('pg_tablespace'::regclass, reltablespace, 0)).identity`;
const STORAGE = `CASE attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END`;

/** Whether an index is one that no `@Index()` can ask for: of expressions, with more columns, an order or an operator class. */
const BEYOND_ENTITIES = `(i.indexprs IS NOT NULL OR i.indnatts > i.indnkeyatts OR EXISTS (SELECT FROM unnest(i.indoption::int2[]) flags WHERE flags <> 0)
      OR EXISTS (SELECT FROM unnest(i.indclass::oid[]) class JOIN pg_opclass p ON p.oid = class WHERE NOT p.opcdefault))`;

/**
 * What was set by hand on these relations and their sequences, and would be lost when this role makes them anew: one
 * json array of the SQL that sets it again. Reads the catalog only. Privileges that ALTER DEFAULT PRIVILEGES gives to
 * new relations are left out, unless they were revoked: then the REVOKE is in the array. Of indexes, which entities may
 * have asked for before, those that none can ask for are in it. An entry of pg_default_acl
 * without a schema replaces the built-in privileges, one with a schema adds to them
 * (https://www.postgresql.org/docs/current/catalog-pg-default-acl.html).
 */
export const handSetQuery = (relations: readonly NamedObject[]): string => `SELECT (WITH me AS (
    SELECT quote_ident(current_user)::regrole::oid AS oid
  ), found AS (
    SELECT c.oid FROM ${names(relations)}
    JOIN pg_namespace n ON n.nspname = e.schema::name
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name::name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  ), old AS (
    SELECT c.*, format('%I.%I', n.nspname, c.relname) AS path, me.oid AS me,
      CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind,
      CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS class,
      CASE c.relkind WHEN 'S' THEN 'S' ELSE 'r' END AS defacl, CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END AS acl
    FROM (SELECT oid FROM found UNION SELECT d.objid FROM found f JOIN pg_depend d
        ON d.refclassid = 'pg_class'::regclass AND d.refobjid = f.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'a') o
    JOIN pg_class c ON c.oid = o.oid AND c.relkind <> 'i' JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN me
  ), given AS (
    SELECT o.oid, o.class, o.path, a.grantee, a.privilege_type, a.is_grantable
    FROM old o CROSS JOIN aclexplode(o.relacl) a WHERE a.grantee NOT IN (o.relowner, o.me)
  ), automatic AS (
    SELECT o.oid, o.class, o.path, a.grantee, a.privilege_type, a.is_grantable
    FROM old o CROSS JOIN LATERAL (
      SELECT (aclexplode(coalesce((SELECT defaclacl FROM pg_default_acl WHERE defaclrole = o.me AND defaclnamespace = 0 AND defaclobjtype = o.defacl::"char"),
        acldefault(o.acl::"char", o.me)))).*
      UNION SELECT (aclexplode(defaclacl)).* FROM pg_default_acl
      WHERE defaclrole = o.me AND defaclnamespace = o.relnamespace AND defaclobjtype = o.defacl::"char") a
    WHERE a.grantee NOT IN (o.relowner, o.me) AND o.relacl IS NOT NULL
  ), revoked AS (
    SELECT oid, class, path, grantee, privilege_type FROM automatic EXCEPT SELECT oid, class, path, grantee, privilege_type FROM given
  ), granted AS (
    SELECT oid, class, path, NULL::name AS attname, grantee, privilege_type, is_grantable FROM given
    EXCEPT SELECT oid, class, path, NULL, grantee, privilege_type, is_grantable FROM automatic
    UNION SELECT o.oid, o.class, o.path, t.attname, a.grantee, a.privilege_type, a.is_grantable
    FROM old o JOIN pg_attribute t ON t.attrelid = o.oid AND t.attacl IS NOT NULL AND NOT t.attisdropped
    CROSS JOIN aclexplode(t.attacl) a WHERE a.grantee NOT IN (o.relowner, o.me)
  ), again (oid, rank, sql) AS (
    SELECT oid, 1, format('ALTER %s %s OWNER TO %I', kind, path, pg_get_userbyid(relowner)) FROM old WHERE relowner <> me AND kind <> 'SEQUENCE'
    UNION ALL SELECT oid, 2, format('GRANT %s ON %s %s TO %s%s',
      string_agg(DISTINCT privilege_type || coalesce(' (' || quote_ident(attname) || ')', ''), ', '), class, path, ${GRANTEE}, ${WITH_OPTION})
    FROM granted GROUP BY oid, class, path, grantee, is_grantable
    UNION ALL SELECT oid, 2, format('REVOKE %s ON %s %s FROM %s', string_agg(privilege_type, ', ' ORDER BY privilege_type), class, path, ${GRANTEE})
    FROM revoked GROUP BY oid, class, path, grantee
    UNION ALL SELECT oid, 3, format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', path) FROM old WHERE relrowsecurity
    UNION ALL SELECT oid, 3, format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', path) FROM old WHERE relforcerowsecurity
    UNION ALL SELECT oid, 4, format('ALTER TABLE %s REPLICA IDENTITY %s', path, CASE relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'
      ELSE 'USING INDEX ' || (SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = old.oid AND i.indisreplident) END)
    FROM old WHERE relreplident <> 'd' AND relkind IN ('r', 'p', 'm')
    UNION ALL SELECT oid, 5, format('ALTER %s %s SET (%s)', kind, path, (SELECT string_agg(format('%I = %L', option_name, option_value), ', ') FROM pg_options_to_table(reloptions)))
    FROM old WHERE reloptions IS NOT NULL
    UNION ALL SELECT oid, 6, format('ALTER TABLE %s SET UNLOGGED', path) FROM old WHERE relpersistence = 'u' AND kind = 'TABLE'
    UNION ALL SELECT oid, 7, format('ALTER %s %s SET TABLESPACE %s', kind, path, ${TABLESPACE})
    FROM old WHERE relkind IN ('r', 'p', 'm') AND reltablespace <> 0 AND ${TABLESPACE} <> quote_ident(current_setting('default_tablespace'))
    UNION ALL SELECT o.oid, 8, format('ALTER %s %s ALTER COLUMN %I SET %s', kind, path, attname, setting)
    FROM old o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid CROSS JOIN LATERAL (VALUES
      (CASE WHEN attstattarget >= 0 THEN 'STATISTICS ' || attstattarget END),
      (CASE WHEN attstorage <> typstorage THEN 'STORAGE ' || ${STORAGE} END),
      ((SELECT '(' || string_agg(format('%I = %L', option_name, option_value), ', ') || ')' FROM pg_options_to_table(attoptions)))) s (setting)
    WHERE o.relkind IN ('r', 'p', 'm') AND setting IS NOT NULL
    UNION ALL SELECT o.oid, 3, pg_get_indexdef(i.indexrelid) FROM old o JOIN pg_index i ON i.indrelid = o.oid
    WHERE o.relkind IN ('r', 'p', 'm') AND ${BEYOND_ENTITIES} AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
  )
  SELECT coalesce(json_agg(sql ORDER BY oid, rank, sql), '[]') FROM again) AS again`;
