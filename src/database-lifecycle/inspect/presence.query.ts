import { hash } from 'node:crypto';
import type { ManagedKind, ManagedRelation } from '../interfaces/managed-relation.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { beyondAscii, quoteLiteral, quoteUncountedArray } from '../sql/identifier';
import { journalAtBoot } from './journal.query';
import { migrationRecordQuery } from './migration-record.query';
import { answerOf, runnable } from './run-time.query';

/** `pg_class.relkind` that a kind is expected to have; a partitioned table (`p`) serves as a table too. */
export const RELKIND: Partial<Record<ManagedKind, string>> = { view: 'v', 'materialized view': 'm' };

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** What every table has besides the columns of its entities (`SysAtt` in PostgreSQL's catalog/heap.c). */
const SYSTEM_COLUMNS = ['cmax', 'cmin', 'ctid', 'tableoid', 'xmax', 'xmin'];
const DIGEST_LENGTH = 16;

/**
 * A digest of the expected columns' names in byte order, as {@link FOUND_COLUMNS} makes it; empty where no entity names
 * any.
 */
function columnsDigest({ columns }: ManagedRelation): string {
  if (columns.length === 0) return '';
  const names = [...columns, ...SYSTEM_COLUMNS];
  const sorted = names.toSorted().join('\n');
  // JavaScript compares UTF-16 units, whose order is that of the bytes only within ASCII.
  const inByteOrder = beyondAscii.test(sorted) ? names.toSorted(byBytes).join('\n') : sorted;
  return hash('sha256', inByteOrder).slice(0, DIGEST_LENGTH);
}

/**
 * The digest of a table's columns, from the index on their names, so that no row is read and nothing is sorted. Dropped
 * columns are in that index too: such a table never fits, and is looked at more closely.
 */
const FOUND_COLUMNS = `left(encode(sha256(convert_to(array_to_string(
        ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = s.oid ORDER BY attname), E'\\n'), 'UTF8')), 'hex'), ${DIGEST_LENGTH})`;

/** One row for each schema and relkind, so that these are sent and looked up once, not for each relation. */
function expectedRows(relations: readonly ManagedRelation[]): string {
  const groups = new Map<string, number[]>();
  for (const [index, { schema, kind }] of relations.entries()) {
    const group = `(${quoteLiteral(schema)}, '${RELKIND[kind] ?? 'r'}'`;
    const others = groups.get(group);
    if (others) others.push(index);
    else groups.set(group, [index]);
  }
  return Array.from(groups, ([group, members]) => {
    const column = (pick: (relation: ManagedRelation) => string): string =>
      quoteUncountedArray(members.map((index) => pick(relations[index]!)));
    // From a sub-select, as in quoteUncountedArray().
    return `${group}, (SELECT '{${members.join(',')}}'::int[]),
        ${column(({ name }) => name)},
        ${column(columnsDigest)})`;
  }).join(',\n      ');
}

/**
 * The details of relations that are not as expected, as text for format(): it is planned and run only if there are
 * some. `information_schema.tables` shows only what the role has a privilege on, `pg_class` everything: together they
 * tell hidden from missing.
 */
const FINDINGS = runnable(`SELECT json_agg(json_build_object(
    'index', s.index,
    'relkind', s.relkind,
    'visible', s.visible,
    'owner', pg_get_userbyid(coalesce(s.relowner, t.typowner)),
    'type', t.typname IS NOT NULL,
    'columns', CASE WHEN s.named THEN (
      SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = s.oid AND a.attnum > 0 AND NOT a.attisdropped) END,
    'required', CASE WHEN s.named THEN (
      SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = s.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = '') END
  ) ORDER BY s.index)
  FROM (
    SELECT s.*, s.readable IS TRUE OR s.oid IS NOT NULL AND EXISTS (SELECT FROM information_schema.tables i
      WHERE i.table_schema = s.schema AND i.table_name = s.name OFFSET 0) AS visible
    FROM json_to_recordset(%L) AS s (index int, schema name, namespace oid, name name, named boolean, fits boolean,
      oid oid, relkind "char", relowner oid, readable boolean)
    OFFSET 0
  ) s
  LEFT JOIN LATERAL (
    SELECT t.typname, t.typowner FROM pg_type t
    WHERE s.oid IS NULL AND t.typnamespace = s.namespace AND t.typname = s.name
      AND NOT EXISTS (SELECT FROM pg_type of WHERE of.oid = t.typelem AND of.typarray = t.oid) OFFSET 0) t ON true
  WHERE (s.fits AND s.visible) IS NOT TRUE`);

/** Null when all is as expected. Each name is looked up by index (OFFSET 0 keeps the planner from joining whole catalogs). */
const findings = (relations: readonly ManagedRelation[]): string => `(
    SELECT CASE WHEN count(*) > 0 THEN ${answerOf(`format(${quoteLiteral(FINDINGS)}, json_agg(s))`)} END
    FROM (
      SELECT s.*, CASE WHEN s.relkind = 'p' THEN 'r' ELSE s.relkind END = s.kind
          AND (NOT s.named OR s.digest = ${FOUND_COLUMNS}) AS fits,
        pg_has_role(s.relowner, 'USAGE') OR has_table_privilege(s.oid, 'SELECT') AS readable
      FROM (
        SELECT u.index, g.schema, n.oid AS namespace, u.name, g.kind, u.digest, u.digest <> '' AS named,
          c.oid, c.relkind, c.relowner
        FROM (VALUES ${expectedRows(relations)}) g (schema, kind, indexes, names, digests)
        LEFT JOIN pg_namespace n ON n.nspname = g.schema::name
        CROSS JOIN LATERAL unnest(g.indexes, g.names, g.digests) u (index, name, digest)
        LEFT JOIN LATERAL (
          SELECT c.oid, c.relkind, c.relowner FROM pg_class c
          WHERE c.relnamespace = n.oid AND c.relname = u.name::name OFFSET 0) c ON true
        OFFSET 0
      ) s
      OFFSET 0
    ) s
    WHERE (s.fits AND s.readable) IS NOT TRUE)`;

/** The migrations of the code, for where it counts whether some are pending. */
export interface CodeMigrations {
  readonly names: readonly string[];
  /** TypeORM's record of those that have run. */
  readonly record: NamedObject;
}

/**
 * One statement that tells everything a boot must know when nothing is missing. Each expected name is looked up in the
 * catalog, so unrelated tables cost nothing. The names were cut to 63 bytes, as the type `name` is.
 */
export function presenceQuery(
  relations: readonly ManagedRelation[],
  journal: NamedObject,
  migrations?: CodeMigrations,
): string {
  return `SELECT json_build_object(
  'server', json_build_object(
    'version', current_setting('server_version'),
    'database', current_database(),
    'role', current_user,
    'schema', current_schema(),
    'searchPath', to_json(current_schemas(false)),
    'readOnly', CASE WHEN pg_is_in_recovery() THEN 'standby'
      WHEN current_setting('default_transaction_read_only')::boolean THEN 'setting' END,
    'dateStyle', current_setting('DateStyle')),
  'record', ${migrations && migrations.names.length > 0 ? `(${migrationRecordQuery(migrations.names, migrations.record)})` : 'NULL'},
  'journal', ${journalAtBoot(journal)},
  'findings', ${relations.length > 0 ? findings(relations) : 'NULL'}
) AS presence`;
}
