import { hash } from 'node:crypto';
import type { ManagedKind, ManagedRelation } from '../interfaces/managed-relation.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteUncountedArray } from '../sql/identifier';
import { journalAtBoot } from './journal.query';
import { migrationRecordQuery } from './migration-record.query';

/** `pg_class.relkind` that a kind is expected to have; a partitioned table (`p`) serves as a table too. */
const RELKIND: Partial<Record<ManagedKind, string>> = { view: 'v', 'materialized view': 'm' };

const beyondAscii = /[^\0-\x7f]/;
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** What every table has besides the columns of its entities (`SysAtt` in PostgreSQL's catalog/heap.c). */
const SYSTEM_COLUMNS = ['cmax', 'cmin', 'ctid', 'tableoid', 'xmax', 'xmin'];
const DIGEST_LENGTH = 16;

/** Of the names in the order of their bytes, as {@link FOUND_COLUMNS} has it; empty where no entity names columns. */
function columnsDigest({ columns }: ManagedRelation): string {
  if (columns.length === 0) return '';
  const names = [...columns, ...SYSTEM_COLUMNS];
  const sorted = names.toSorted().join('\n');
  // JavaScript compares UTF-16 units, whose order is that of the bytes only within ASCII.
  const inByteOrder = beyondAscii.test(sorted) ? names.toSorted(byBytes).join('\n') : sorted;
  return hash('sha256', inByteOrder).slice(0, DIGEST_LENGTH);
}

/**
 * All that the index of column names holds of a table, in its order, so that neither rows are read nor names sorted. A
 * column that was dropped is still among them: such a table is told with its columns.
 */
const FOUND_COLUMNS = `(SELECT left(encode(sha256(convert_to(string_agg(a.attname::text, E'\\n'), 'UTF8')), 'hex'), ${DIGEST_LENGTH})
        FROM (SELECT attname FROM pg_attribute WHERE attrelid = e.oid ORDER BY attname) a)`;

/** The migrations of the code, for where it counts whether some are pending. */
export interface CodeMigrations {
  readonly names: readonly string[];
  /** TypeORM's record of those that have run. */
  readonly record: NamedObject;
}

/**
 * One statement that tells everything a boot must know when nothing is missing. Each expected name is looked up in
 * the catalog by index (OFFSET 0 keeps the planner from joining whole catalogs, and from looking up a thing for each of
 * its uses), so unrelated tables cost nothing. `information_schema.tables` holds only what the role has a privilege on,
 * `pg_class` all; the two tell hidden from missing. What the role owns is in it, so it is asked for the rest alone. The
 * names were cut to 63 bytes, as the type `name` is.
 */
export function presenceQuery(
  relations: readonly ManagedRelation[],
  journal: NamedObject,
  migrations?: CodeMigrations,
): string {
  const column = (pick: (relation: ManagedRelation) => string): string => quoteUncountedArray(relations.map(pick));
  return `SELECT json_build_object(
  'server', json_build_object(
    'version', current_setting('server_version'),
    'database', current_database(),
    'role', current_user,
    'schema', current_schema(),
    'searchPath', to_json(current_schemas(false)),
    'readOnly', CASE WHEN pg_is_in_recovery() THEN 'standby'
      WHEN current_setting('default_transaction_read_only')::boolean THEN 'setting' END),
  'record', ${migrations && migrations.names.length > 0 ? `(${migrationRecordQuery(migrations.names, migrations.record)})` : 'NULL'},
  'journal', ${journalAtBoot(journal)},
  'findings', (
    SELECT json_agg(json_build_object(
      'index', e.position - 1,
      'relkind', e.relkind,
      'visible', e.visible,
      'owner', pg_get_userbyid(coalesce(e.relowner, t.typowner)),
      'type', t.typname IS NOT NULL,
      'columns', CASE WHEN e.columns <> '' THEN (
        SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = e.oid AND a.attnum > 0 AND NOT a.attisdropped) END
    ) ORDER BY e.position)
    FROM (
      SELECT u.position, u.name, u.kind, u.columns, n.oid AS namespace, c.oid, c.relkind, c.relowner,
        pg_has_role(c.relowner, 'USAGE') OR EXISTS (SELECT FROM information_schema.tables i
          WHERE i.table_schema = u.schema::name AND i.table_name = u.name::name OFFSET 0)
        OR c.relkind = 'm' AND has_table_privilege(c.oid, 'SELECT') AS visible
      FROM unnest(
        ${column(({ schema }) => schema)},
        ${column(({ name }) => name)},
        ${column(({ kind }) => RELKIND[kind] ?? 'r')},
        ${column(columnsDigest)}
      ) WITH ORDINALITY AS u (schema, name, kind, columns, position)
      LEFT JOIN pg_namespace n ON n.nspname = u.schema::name
      LEFT JOIN LATERAL (
        SELECT c.oid, c.relkind, c.relowner FROM pg_class c
        WHERE c.relnamespace = n.oid AND c.relname = u.name::name OFFSET 0) c ON true
      OFFSET 0
    ) e
    LEFT JOIN LATERAL (
      SELECT t.typname, t.typowner FROM pg_type t
      WHERE e.oid IS NULL AND t.typnamespace = e.namespace AND t.typname = e.name::name
        AND NOT EXISTS (SELECT FROM pg_type of WHERE of.oid = t.typelem AND of.typarray = t.oid) OFFSET 0) t ON true
    WHERE (e.visible
      AND CASE WHEN e.relkind = 'p' THEN 'r' ELSE e.relkind END = e.kind
      AND (e.columns = '' OR e.columns = ${FOUND_COLUMNS})) IS NOT TRUE)
) AS presence`;
}
