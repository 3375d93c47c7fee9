import type { DetailRequest } from '../interfaces/detail-request.interface';
import { quoteJson, quoteTextArray } from '../sql/identifier';

/**
 * Leaves a question out if there is nothing to ask about: planning the subquery costs the server more than answering
 * it.
 */
const ofSome = (values: readonly unknown[], query: string): string => (values.length === 0 ? 'NULL' : `(${query})`);

const recordset = (value: unknown, columns: string): string =>
  `jsonb_to_recordset(${quoteJson(value)}) AS q (${columns})`;

/**
 * The types of a foreign key's two columns fit if they are the same, if a btree operator family compares them, or if
 * the referring one is cast to the referred one implicitly, as in ATAddForeignKeyConstraint() of PostgreSQL's
 * tablecmds.c. A domain is left to the server. 403 is btree in pg_am.dat.
 */
const TYPES_FIT = `child = parent
    OR (parent, child) IN (SELECT amoplefttype, amoprighttype FROM pg_amop WHERE amopmethod = 403 AND amopstrategy = 3)
    OR (child, parent) IN (SELECT castsource, casttarget FROM pg_cast WHERE castcontext = 'i')
    OR EXISTS (SELECT FROM pg_type WHERE oid IN (child, parent) AND typtype = 'd')`;

const setting = (name: string): string => `coalesce(current_setting('${name}', true)::int, 0)`;

/** NLOCKENTS() of PostgreSQL's lock.c, with MaxBackends as InitializeMaxBackends() of postinit.c adds it up. */
export const LOCK_SLOTS = `current_setting('max_locks_per_transaction')::int * (1 + ${[
  'max_connections',
  'autovacuum_max_workers',
  'max_worker_processes',
  'max_wal_senders',
  'max_prepared_transactions',
]
  .map(setting)
  .join(' + ')})`;

/** All that a plan needs beyond presence, as one row with one JSON document; reads the catalog only. */
export function detailQuery(request: DetailRequest): string {
  return `SELECT json_build_object(
  'schemas', (SELECT json_agg(json_build_object('name', n.nspname, 'mayCreate', has_schema_privilege(n.oid, 'CREATE') AND has_schema_privilege(n.oid, 'USAGE')))
    FROM pg_namespace n WHERE n.nspname = ANY (${quoteTextArray(request.schemas)}::name[])),
  'mayCreateSchemas', has_database_privilege(current_database(), 'CREATE'),
  'types', ${ofSome(
    request.types,
    `SELECT json_agg(json_build_object('schema', n.nspname, 'name', t.typname, 'owner', pg_get_userbyid(t.typowner), 'mayUse', has_type_privilege(t.oid, 'USAGE'), 'labels', CASE WHEN t.typtype = 'e' THEN (
      SELECT coalesce(json_agg(l.enumlabel ORDER BY l.enumsortorder), '[]') FROM pg_enum l WHERE l.enumtypid = t.oid) END))
    FROM (SELECT DISTINCT schema, name FROM ${recordset(request.types, 'schema name, name name')}) q
    JOIN pg_namespace n ON n.nspname = q.schema JOIN pg_type t ON t.typnamespace = n.oid AND t.typname = q.name`,
  )},
  'takenNames', (SELECT json_agg(json_build_object('schema', n.nspname, 'name', c.relname, 'relkind', c.relkind))
    FROM ${recordset([...request.indexNames, ...request.sequenceNames], 'schema name, name name')}
    JOIN pg_namespace n ON n.nspname = q.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = q.name),
  'parents', ${ofSome(
    request.parents,
    `SELECT json_agg(json_build_object(
      'schema', n.nspname, 'name', c.relname, 'relkind', c.relkind, 'unlogged', c.relpersistence = 'u', 'owner', pg_get_userbyid(c.relowner), 'mayUseSchema', has_schema_privilege(n.oid, 'USAGE'),
      'mayReference', has_table_privilege(c.oid, 'REFERENCES') OR has_any_column_privilege(c.oid, 'REFERENCES'),
      'columns', (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
      'keys', (SELECT json_agg((SELECT json_agg(a.attname) FROM unnest(i.indkey[0:i.indnkeyatts - 1]) k JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k))
        FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL)))
    FROM (SELECT DISTINCT schema, name FROM ${recordset(request.parents, 'schema name, name name')}) q
    JOIN pg_namespace n ON n.nspname = q.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = q.name`,
  )},
  'incomparable', ${ofSome(
    request.keyColumns,
    `SELECT json_agg(json_build_object('constraint', k."constraint", 'column', k."parentColumn", 'type', k.type, 'parentType', format_type(k.parent, k.modifier)))
    FROM (SELECT q."constraint", q."parentColumn", q.type, to_regtype(q.type)::oid AS child, a.atttypid AS parent, a.atttypmod AS modifier
      FROM ${recordset(request.keyColumns, 'schema name, name name, "constraint" text, "parentColumn" name, type text')},
        LATERAL (SELECT a.atttypid, a.atttypmod FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relname = q.name
          AND c.relnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = q.schema) AND a.attname = q."parentColumn" AND NOT a.attisdropped OFFSET 0) a) k
    WHERE NOT (${TYPES_FIT})`,
  )},
  'extensions', ${ofSome(
    request.extensions,
    `SELECT json_agg(json_build_object('name', x.name, 'installed', x.installed_version IS NOT NULL,
      'schema', n.nspname, 'visible', n.nspname = ANY (current_schemas(true))))
    FROM pg_available_extensions x LEFT JOIN pg_extension i ON i.extname = x.name LEFT JOIN pg_namespace n ON n.oid = i.extnamespace WHERE x.name = ANY (${quoteTextArray(request.extensions)}::name[])`,
  )},
  'twins', (SELECT json_agg(json_build_object('schema', n.nspname, 'name', c.relname))
    FROM ${recordset(request.missing, 'schema name, name name')}
    JOIN pg_namespace n ON n.nspname = q.schema
    JOIN (SELECT relnamespace, relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') OFFSET 0) c
      ON c.relnamespace = n.oid AND lower(c.relname::text) = lower(q.name::text) AND c.relname <> q.name),
  'elsewhere', (SELECT json_agg(json_build_object('schema', n.nspname, 'name', c.relname))
    FROM ${recordset(request.missing, 'schema name, name name')}
    JOIN pg_class c ON c.relname = q.name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> q.schema AND n.nspname = ANY (current_schemas(false))
    WHERE q.schema = current_schema()),
  'searchPath', current_setting('search_path'),
  'lockSlots', ${LOCK_SLOTS}
) AS details`;
}
