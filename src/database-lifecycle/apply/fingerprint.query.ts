import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf, quoteTextArray } from '../sql/identifier';
import { OWN_PRINT } from './inhabitants';
import { relationsAt } from './relation.lookup';

const hash = (...columns: string[]): string => `sum(hash_record_extended(ROW(${columns.join(', ')}), 0))`;

/** One hash over the rows of a catalog that belong to the relation; the sum does not depend on their order. */
const part = (owner: string, columns: string, from: string, where = 'true'): string =>
  `(SELECT ${columns} FROM ${from} WHERE ${owner} = c.oid AND ${where})`;

/** Asked for each relation, so that each catalog is read by its index, for the watched relations alone. */
const parts = (constraints: string): readonly string[] => [
  part(
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
    'pg_attribute',
    'attnum > 0',
  ),
  part('adrelid', hash('adnum', 'adbin::text'), 'pg_attrdef'),
  part(
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
    'pg_constraint',
    constraints,
  ),
  part(
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
    '(pg_index i JOIN pg_class x ON x.oid = i.indexrelid)',
  ),
  // The triggers behind a foreign key are internal: a new key to an existing table may add them there.
  part('tgrelid', hash('oid', 'tgname', 'tgfoid', 'tgenabled', 'tgtype'), 'pg_trigger', 'NOT tgisinternal'),
  part('ev_class', hash('oid', 'rulename', 'ev_enabled', 'ev_action::text'), 'pg_rewrite'),
  part('polrelid', hash('oid', 'polname', 'polcmd', 'polroles', 'polqual::text', 'polwithcheck::text'), 'pg_policy'),
];

/** A constraint by its table's path and its name. */
export type ConstraintName = NamedObject & { readonly table: string };

/** A condition that leaves out the constraints, and those that partitions inherit from them. */
function except(constraints: readonly ConstraintName[]): string {
  if (constraints.length === 0) return 'true';
  const column = (pick: (constraint: ConstraintName) => string): string => quoteTextArray(constraints.map(pick));
  return `oid NOT IN (WITH RECURSIVE without AS (
      SELECT k.oid FROM unnest(${column(({ schema }) => schema)}, ${column(({ table }) => table)}, ${column(({ name }) => name)}) u (schema, "table", name)
      JOIN pg_namespace n ON n.nspname = u.schema::name JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = u."table"::name
      JOIN pg_constraint k ON k.conrelid = c.oid AND k.conname = u.name::name
      UNION SELECT k.oid FROM without w JOIN pg_constraint k ON k.conparentid = w.oid) SELECT oid FROM without)`;
}

/**
 * The relations that an operation may touch, partitions included: their content must stay. All others must bear no
 * trace.
 */
export interface Watch {
  /** What these refer to and inherit from is watched too, as dropping them touches it. */
  readonly oids: readonly string[];
  /** More relations, as `schema.name`: those that stay where they are. */
  readonly paths: readonly string[];
  /** Constraints that do not count, as the operation drops or adds them. */
  readonly without: readonly ConstraintName[];
}

export const watchOn = (oids: readonly string[], constraints: readonly ConstraintName[] = []): Watch => ({
  oids,
  paths: constraints.map(({ schema, table }) => pathOf({ schema, name: table })),
  without: constraints,
});

/**
 * The fingerprint of each watched relation: what it says of itself, columns, defaults, constraints, indexes, triggers,
 * rules and policies.
 */
export function fingerprints({ oids, paths, without }: Watch): string {
  if (oids.length + paths.length === 0) return 'SELECT WHERE false';
  return `WITH RECURSIVE named (relation) AS MATERIALIZED (
    SELECT unnest(${quoteTextArray(oids)}::oid[])
  ), watched (relation) AS (
    (SELECT relation FROM named
    UNION ALL SELECT confrelid FROM named JOIN pg_constraint ON conrelid = relation AND contype = 'f'
    UNION ALL SELECT inhparent FROM named JOIN pg_inherits ON inhrelid = relation
    UNION ALL ${relationsAt(paths)})
    UNION SELECT inhrelid FROM watched JOIN pg_inherits ON inhparent = relation
  )
  SELECT c.oid::text AS oid, concat_ws(':', ${OWN_PRINT},
    ${parts(except(without))
      .map((hash) => `coalesce(${hash}, 0)`)
      .join(',\n    ')}) AS print
  FROM watched w JOIN pg_class c ON c.oid = w.relation`;
}
