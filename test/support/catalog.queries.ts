/** What users made has an oid from here on; everything below comes with the server (FirstNormalObjectId). */
const FIRST_USER_OID = 16384;

const notOfAnExtension = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')`;

const relations = `user_relations AS (
  SELECT c.*, format('%I.%I', n.nspname, c.relname) AS path
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid >= ${FIRST_USER_OID} AND n.nspname !~ '^pg_' AND ${notOfAnExtension('pg_class', 'c.oid')}
)`;

/**
 * One kind of object a part. Each gives `kind`, `name` (qualified, quoted), `relation` (the table, view or sequence it
 * belongs to, else null) and `facts` (everything about it that a user can tell, nothing that differs between two runs).
 */
const parts = [
  `SELECT 'schema' AS kind, quote_ident(nspname) AS name, NULL::text AS relation,
     jsonb_build_object('owner', nspowner::regrole, 'acl', nspacl, 'comment', obj_description(oid, 'pg_namespace')) AS facts
   FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,

  `SELECT 'extension', quote_ident(extname), NULL,
     jsonb_build_object('version', extversion, 'schema', extnamespace::regnamespace)
   FROM pg_extension WHERE oid >= ${FIRST_USER_OID}`,

  `SELECT 'relation', path, relname::text,
     jsonb_build_object('kind', relkind, 'persistence', relpersistence, 'owner', relowner::regrole, 'acl', relacl,
       'options', reloptions, 'rowSecurity', relrowsecurity, 'populated', relispopulated,
       'definition', CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid) END,
       'parent', (SELECT jsonb_agg(inhparent::regclass ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = r.oid),
       'comment', obj_description(oid, 'pg_class'))
   FROM user_relations r WHERE relkind IN ('r', 'p', 'v', 'm', 'f')`,

  `SELECT 'column', format('%s.%I', path, attname), relname::text,
     jsonb_build_object('position', row_number() OVER (PARTITION BY r.oid ORDER BY attnum),
       'type', format_type(atttypid, atttypmod), 'notNull', attnotnull, 'identity', attidentity,
       'generated', attgenerated, 'default', pg_get_expr(adbin, adrelid), 'storage', attstorage, 'acl', attacl,
       'collation', CASE WHEN attcollation <> typcollation THEN attcollation::regcollation END,
       'comment', col_description(r.oid, attnum))
   FROM user_relations r JOIN pg_attribute a ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
   JOIN pg_type t ON t.oid = atttypid LEFT JOIN pg_attrdef ON adrelid = r.oid AND adnum = attnum
   WHERE relkind IN ('r', 'p', 'v', 'm', 'f')`,

  `SELECT 'constraint', format('%s.%I', path, conname), relname::text,
     jsonb_build_object('definition', pg_get_constraintdef(o.oid), 'deferrable', condeferrable,
       'deferred', condeferred, 'validated', convalidated, 'comment', obj_description(o.oid, 'pg_constraint'))
   FROM user_relations r JOIN pg_constraint o ON conrelid = r.oid`,

  `SELECT 'index', format('%s.%I', r.path, i.relname), r.relname::text,
     jsonb_build_object('definition', pg_get_indexdef(i.oid), 'valid', indisvalid, 'replicaIdentity', indisreplident,
       'clustered', indisclustered, 'comment', obj_description(i.oid, 'pg_class'))
   FROM pg_index JOIN user_relations r ON r.oid = indrelid JOIN pg_class i ON i.oid = indexrelid`,

  `SELECT 'sequence', s.path, t.relname::text,
     jsonb_build_object('type', format_type(seqtypid, NULL), 'start', seqstart, 'increment', seqincrement,
       'minimum', seqmin, 'maximum', seqmax, 'cache', seqcache, 'cycle', seqcycle, 'owner', s.relowner::regrole,
       'acl', s.relacl, 'ownedBy', t.path || '.' || quote_ident(a.attname), 'comment', obj_description(s.oid, 'pg_class'))
   FROM user_relations s JOIN pg_sequence ON seqrelid = s.oid
   LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype IN ('a', 'i') AND refobjsubid > 0
   LEFT JOIN user_relations t ON t.oid = refobjid LEFT JOIN pg_attribute a ON attrelid = t.oid AND attnum = refobjsubid`,

  `SELECT 'trigger', format('%s.%I', path, tgname), relname::text,
     jsonb_build_object('definition', pg_get_triggerdef(g.oid), 'enabled', tgenabled)
   FROM user_relations r JOIN pg_trigger g ON tgrelid = r.oid WHERE NOT tgisinternal`,

  `SELECT 'rule', format('%s.%I', path, rulename), relname::text,
     jsonb_build_object('definition', pg_get_ruledef(w.oid), 'enabled', ev_enabled)
   FROM user_relations r JOIN pg_rewrite w ON ev_class = r.oid WHERE rulename <> '_RETURN'`,

  `SELECT 'policy', format('%s.%I', path, polname), relname::text,
     jsonb_build_object('command', polcmd, 'permissive', polpermissive, 'using', pg_get_expr(polqual, polrelid),
       'check', pg_get_expr(polwithcheck, polrelid), 'roles', (SELECT jsonb_agg(oid::regrole ORDER BY 1) FROM unnest(polroles) oid))
   FROM user_relations r JOIN pg_policy ON polrelid = r.oid`,

  `SELECT 'type', format('%I.%I', nspname, typname), NULL,
     jsonb_build_object('kind', typtype, 'owner', typowner::regrole, 'acl', typacl, 'notNull', typnotnull,
       'base', format_type(nullif(typbasetype, 0), typtypmod), 'default', typdefault,
       'labels', (SELECT jsonb_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
       'constraints', (SELECT jsonb_agg(pg_get_constraintdef(oid) ORDER BY conname) FROM pg_constraint WHERE contypid = t.oid),
       'comment', obj_description(t.oid, 'pg_type'))
   FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace
   WHERE t.oid >= ${FIRST_USER_OID} AND nspname !~ '^pg_' AND typtype IN ('e', 'd', 'r') AND ${notOfAnExtension('pg_type', 't.oid')}`,

  `SELECT 'routine', p.oid::regprocedure::text, NULL,
     jsonb_build_object('definition', CASE WHEN prokind <> 'a' THEN pg_get_functiondef(p.oid) END,
       'owner', proowner::regrole, 'acl', proacl, 'comment', obj_description(p.oid, 'pg_proc'))
   FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
   WHERE p.oid >= ${FIRST_USER_OID} AND nspname !~ '^pg_' AND ${notOfAnExtension('pg_proc', 'p.oid')}
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')`,
];

/** The whole catalog in one query. */
export const catalogQuery = `WITH ${relations}
SELECT kind, name, relation, jsonb_strip_nulls(facts)::text AS facts FROM (${parts.join(' UNION ALL ')}) objects`;
