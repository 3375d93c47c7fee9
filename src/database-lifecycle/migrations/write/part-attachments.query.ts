import type { PartAttachment } from '../../interfaces/migration-draft.interface';
import { readQualified } from '../../sql/qualified.names';
import type { SqlSession } from '../../sql/sql.session';

const COLUMN = 'JOIN pg_attribute ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped';
const INDEX = 'JOIN pg_index ON indrelid = t.oid JOIN pg_class i ON i.oid = indexrelid';
const GRANTED = `CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END`;

/** What an owner has needs no GRANT; nor has a foreign key or check anything but a comment. */
const QUERY = `WITH tables AS (
  SELECT c.oid, nspname AS schema, relname AS "table", format('%I.%I', nspname, relname) AS path, relowner
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
) SELECT 'column' AS kind, schema, "table", attname AS name,
  format('GRANT %s ON %s TO %s', string_agg(format('%s (%I)', privilege_type, attname), ', ' ORDER BY privilege_type), path, ${GRANTED}) AS sql
FROM tables t ${COLUMN} JOIN LATERAL aclexplode(attacl) x ON grantee <> relowner
GROUP BY schema, "table", attname, path, grantee, is_grantable
UNION ALL SELECT 'column', schema, "table", attname,
  format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', path, attname, attstattarget)
FROM tables t ${COLUMN} AND attstattarget >= 0
UNION ALL SELECT 'constraint', schema, "table", conname, format('COMMENT ON CONSTRAINT %I ON %s IS %L', conname, path, description)
FROM tables t JOIN pg_constraint o ON conrelid = t.oid
JOIN pg_description ON classoid = 'pg_constraint'::regclass AND objoid = o.oid
UNION ALL SELECT 'index', schema, "table", i.relname, format('COMMENT ON INDEX %I.%I IS %L', schema, i.relname, description)
FROM tables t ${INDEX} JOIN pg_description ON classoid = 'pg_class'::regclass AND objoid = i.oid AND objsubid = 0
UNION ALL SELECT 'index', schema, "table", i.relname, format('ALTER TABLE %s CLUSTER ON %I', path, i.relname)
FROM tables t ${INDEX} WHERE indisclustered
ORDER BY 1, 2, 3, 4, 5`;

/** What parts of tables have beyond what makes them; one round trip, reads only. */
export const readPartAttachments = async (session: SqlSession): Promise<PartAttachment[]> =>
  (await readQualified(session, QUERY)) as unknown as PartAttachment[];
