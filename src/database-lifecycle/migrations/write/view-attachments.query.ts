import type { ViewAttachment } from '../../interfaces/migration-draft.interface';
import { readQualified } from '../../sql/qualified.names';
import type { SqlSession } from '../../sql/sql.session';

/** One kind of attachment; `part` is the column that it is of, as PostgreSQL quotes it. */
const kind = (sql: string, from: string, { part = 'NULL', group = '' } = {}): string =>
  `SELECT v.schema, v.name, v.path, ${sql} AS sql, ${part} AS "column" FROM views v ${from}${group && ` GROUP BY v.schema, v.name, v.path, ${group}`}`;

const COLUMN = `JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0 AND NOT a.attisdropped`;
const PART = { part: 'quote_ident(attname)' };
const GRANTEE = `CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END`;
const GRANTED = `${GRANTEE} || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END`;
/** What an owner has needs no GRANT. */
const acl = (list: string): string => `JOIN LATERAL aclexplode(${list}) x ON x.grantee <> v.relowner`;

const OPTIONS = `SELECT schema, name, format('ALTER %s %s SET (%s)', CASE relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END, path,
    (SELECT string_agg(format('%I = %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', ') FROM unnest(reloptions) o)) AS sql
  FROM views WHERE reloptions IS NOT NULL`;

const OTHERS = [
  kind(
    `format('GRANT %s ON %s TO %s', string_agg(privilege_type, ', ' ORDER BY privilege_type), v.path, ${GRANTED})`,
    acl('v.relacl'),
    { group: 'grantee, is_grantable' },
  ),
  kind(
    `format('GRANT %s ON %s TO %s', string_agg(format('%s (%I)', privilege_type, attname), ', ' ORDER BY privilege_type), v.path, ${GRANTED})`,
    `${COLUMN} ${acl('a.attacl')}`,
    { ...PART, group: 'attname, grantee, is_grantable' },
  ),
  kind(
    `format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', v.path, attname, pg_get_expr(adbin, adrelid))`,
    `${COLUMN} JOIN pg_attrdef ON adrelid = v.oid AND adnum = attnum`,
    PART,
  ),
  kind(
    `format('COMMENT ON COLUMN %s.%I IS %L', v.path, attname, description)`,
    `${COLUMN} JOIN pg_description ON classoid = 'pg_class'::regclass AND objoid = v.oid AND objsubid = attnum`,
    PART,
  ),
  kind('pg_get_triggerdef(t.oid)', 'JOIN pg_trigger t ON tgrelid = v.oid AND NOT tgisinternal'),
  kind(`rtrim(pg_get_ruledef(w.oid), ';')`, `JOIN pg_rewrite w ON ev_class = v.oid AND rulename <> '_RETURN'`),
];

const QUERY = `WITH views AS (
  SELECT c.oid, nspname AS schema, relname AS name, format('%I.%I', nspname, relname) AS path, relkind, relowner, reloptions, relacl
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('v', 'm') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
) SELECT schema, name, sql, NULL AS "column", true AS "inPlace" FROM (${OPTIONS}) options
UNION ALL SELECT schema, name, sql, "column", false FROM (${OTHERS.join('\n  UNION ALL ')}) others
ORDER BY schema, name, "inPlace" DESC, sql`;

/** What views have beyond what CREATE VIEW says of them; one round trip, reads only. */
export const readViewAttachments = async (session: SqlSession): Promise<ViewAttachment[]> =>
  (await readQualified(session, QUERY)) as unknown as ViewAttachment[];
