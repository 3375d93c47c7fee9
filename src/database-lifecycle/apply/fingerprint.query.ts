import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteTextArray } from '../sql/identifier';

/** Oids from here on belong to objects that users made (FirstNormalObjectId in access/transam.h). */
const FIRST_USER_OID = 16384;

const hash = (...columns: string[]): string => `sum(hash_record_extended(ROW(${columns.join(', ')}), 0))`;

/** One hash per relation over the rows of a catalog that belong to it; the sum does not depend on their order. */
const part = (relation: string, columns: string, from: string): string =>
  `(SELECT ${relation} AS relation, ${columns} AS hash FROM ${from} GROUP BY 1)`;

const parts = (constraints: string): Readonly<Record<string, string>> => ({
  attributes: part(
    'attrelid',
    hash(
      'attnum',
      'attname',
      'atttypid',
      'atttypmod',
      'attnotnull',
      'atthasdef',
      'attisdropped',
      'attidentity',
      'attgenerated',
      'attcollation',
      'attstorage',
    ),
    `pg_attribute WHERE attrelid >= ${FIRST_USER_OID} AND attnum > 0`,
  ),
  defaults: part('adrelid', hash('adnum', 'adbin::text'), `pg_attrdef WHERE adrelid >= ${FIRST_USER_OID}`),
  constraints: part(
    'conrelid',
    hash(
      'oid',
      'conname',
      'contype',
      'condeferrable',
      'condeferred',
      'convalidated',
      'conindid',
      'confrelid',
      'conkey',
      'confkey',
      'conbin::text',
    ),
    `pg_constraint WHERE conrelid >= ${FIRST_USER_OID}${constraints}`,
  ),
  indexes: part(
    'i.indrelid',
    hash(
      'i.indexrelid',
      'x.relname',
      'x.relfilenode',
      'i.indisunique',
      'i.indisprimary',
      'i.indisvalid',
      'i.indkey::text',
      'i.indpred::text',
    ),
    `pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid >= ${FIRST_USER_OID}`,
  ),
  // The triggers behind a foreign key are internal: a new key to an existing table may add them there.
  triggers: part(
    'tgrelid',
    hash('oid', 'tgname', 'tgfoid', 'tgenabled', 'tgtype'),
    'pg_trigger WHERE NOT tgisinternal',
  ),
  rules: part(
    'ev_class',
    hash('oid', 'rulename', 'ev_enabled', 'ev_action::text'),
    `pg_rewrite WHERE ev_class >= ${FIRST_USER_OID}`,
  ),
  policies: part(
    'polrelid',
    hash('oid', 'polname', 'polcmd', 'polroles', 'polqual::text', 'polwithcheck::text'),
    'pg_policy',
  ),
});

/**
 * Rows that this session has inserted, updated or deleted and not reported to the server's statistics yet. It reports
 * between transactions, and not after each, so only what this number grows by is this transaction's.
 */
const WRITES = `CASE WHEN c.relkind IN ('r', 'm') THEN
      pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid) + pg_stat_get_xact_tuples_deleted(c.oid) ELSE 0 END::int`;

/** A constraint by its table's path and its name. */
export type ConstraintName = NamedObject & { readonly table: string };

/** Leaves out the constraints, and those that their tables' partitions have from them. */
function except(constraints: readonly ConstraintName[]): string {
  if (constraints.length === 0) return '';
  const column = (pick: (constraint: ConstraintName) => string): string => quoteTextArray(constraints.map(pick));
  return ` AND oid NOT IN (WITH RECURSIVE without AS (
      SELECT k.oid FROM unnest(${column(({ schema }) => schema)}, ${column(({ table }) => table)}, ${column(({ name }) => name)}) u (schema, "table", name)
      JOIN pg_namespace n ON n.nspname = u.schema::name JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = u."table"::name
      JOIN pg_constraint k ON k.conrelid = c.oid AND k.conname = u.name::name
      UNION SELECT k.oid FROM without w JOIN pg_constraint k ON k.conparentid = w.oid) SELECT oid FROM without)`;
}

/**
 * The fingerprint of every relation of the users: oid, file (relfilenode), columns, defaults, constraints, indexes,
 * triggers, rules and policies. `relhastriggers` is left out, as a foreign key to a table sets it there; the schema
 * stands in the name alone, so that a relation that moved is seen to be otherwise the same.
 * @param without constraints that are left out, as they are to be taken off or put back
 */
export function fingerprints(without: readonly ConstraintName[] = []): string {
  const hashes = parts(except(without));
  return `SELECT c.oid::text AS oid, n.nspname || '.' || c.relname AS name, concat_ws(':', c.relfilenode,
    hash_record_extended(ROW(c.relname, c.relkind, c.relowner, c.reltablespace, c.relpersistence, c.relnatts, c.relchecks,
      c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispartition, c.relacl::text, c.reloptions::text), 0),
    ${Object.keys(hashes)
      .map((name) => `coalesce(${name}.hash, 0)`)
      .join(', ')}) AS print, ${WRITES} AS writes
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  ${Object.entries(hashes)
    .map(([name, select]) => `LEFT JOIN ${select} ${name} ON ${name}.relation = c.oid`)
    .join('\n  ')}
  WHERE c.oid >= ${FIRST_USER_OID} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_(toast|temp)'`;
}

const OWN = 'xmin = pg_current_xact_id()::xid';

/**
 * Of the given relations, those that this transaction changed: a catalog row of theirs carries our transaction id, or
 * we hold the ACCESS EXCLUSIVE lock without which nothing of a relation can be dropped. What other sessions committed
 * meanwhile shows neither.
 */
export const ownChanges = (
  oids: readonly string[],
): string => `SELECT o.oid::text AS oid FROM unnest(ARRAY[${oids.join(', ')}]::oid[]) o (oid)
  WHERE EXISTS (SELECT FROM pg_class WHERE oid = o.oid AND ${OWN})
    OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = o.oid AND ${OWN})
    OR EXISTS (SELECT FROM pg_attrdef WHERE adrelid = o.oid AND ${OWN})
    OR EXISTS (SELECT FROM pg_constraint WHERE conrelid = o.oid AND ${OWN})
    OR EXISTS (SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = o.oid AND (i.${OWN} OR x.${OWN}))
    OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = o.oid AND NOT tgisinternal AND ${OWN})
    OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = o.oid AND ${OWN})
    OR EXISTS (SELECT FROM pg_policy WHERE polrelid = o.oid AND ${OWN})
    OR EXISTS (SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND relation = o.oid AND mode = 'AccessExclusiveLock')`;
