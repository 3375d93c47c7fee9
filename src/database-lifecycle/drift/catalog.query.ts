import { TRASH_SCHEMAS } from '../inspect/trash-schemas.query';
import { quoteTextArray } from '../sql/identifier';

export interface CatalogScope {
  readonly schemas: readonly string[] | null;
  readonly without: readonly string[];
}

const ownByHand = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')`;

/** `CASE value WHEN code THEN word … END` */
const words = (value: string, codes: Readonly<Record<string, string>>): string =>
  `CASE ${value} ${Object.entries(codes)
    .map(([code, word]) => `WHEN '${code}' THEN '${word}'`)
    .join(' ')} END`;

/**
 * A list of objects. Made by row_to_json(), which builds the keys once: json_build_object() would build them for each
 * row, a fifth of the time.
 * @param facts SQL by key
 */
const list = (facts: Readonly<Record<string, string>>, order: string, from: string): string =>
  `(SELECT coalesce(json_agg(row_to_json(q)), '[]') FROM (SELECT ${Object.entries(facts)
    .map(([key, fact]) => `${fact} AS "${key}"`)
    .join(', ')} FROM ${from} ORDER BY ${order}) q)`;

/**
 * Cut off the end of definitions, as these are facts of their own. Their order is that of
 * pg_get_constraintdef_worker() in PostgreSQL's ruleutils.c. NOT ENFORCED, which implies NOT VALID, stays.
 */
const STATE_OF_CONSTRAINT = `( DEFERRABLE)?( INITIALLY DEFERRED)?( NOT VALID)?( NOT ENFORCED)?$`;

/** The schemas, relations and types that count; all else is found through them. */
const scope = ({ schemas, without }: CatalogScope): string =>
  `own_schemas AS MATERIALIZED (
  SELECT oid, nspname FROM pg_namespace n WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    AND oid NOT IN ${TRASH_SCHEMAS} AND ${ownByHand('pg_namespace', 'n.oid')}${schemas === null ? '' : ` AND nspname = ANY (${quoteTextArray(schemas)}::name[])`}
), own_relations AS MATERIALIZED (
  SELECT c.oid, nspname, relname, relkind, relpersistence, relispartition
  FROM pg_class c JOIN own_schemas n ON n.oid = c.relnamespace
  WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND ${ownByHand('pg_class', 'c.oid')}
    AND NOT (relname::text = ANY (w) OR nspname || '.' || relname = ANY (w))
)`.replaceAll('(w)', `(${quoteTextArray(without)})`);

const PARENT = `json_build_object('schema', pn.nspname, 'name', p.relname)`;
const PARENTS = `FROM pg_inherits JOIN pg_class p ON p.oid = inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
        WHERE inhrelid = own_relations.oid`;

const PARTS: Readonly<Record<string, string>> = {
  schemas: `(SELECT coalesce(json_agg(nspname ORDER BY nspname), '[]') FROM own_schemas)`,

  extensions: list(
    { name: 'extname', schema: 'nspname', version: 'extversion' },
    'extname',
    // Every new database has it.
    `pg_extension x JOIN pg_namespace n ON n.oid = extnamespace WHERE extname <> 'plpgsql'`,
  ),

  enums: list(
    {
      schema: 'nspname',
      name: 'typname',
      labels: `(SELECT coalesce(json_agg(enumlabel ORDER BY enumsortorder), '[]') FROM pg_enum WHERE enumtypid = t.oid)`,
    },
    'nspname, typname',
    `pg_type t JOIN own_schemas n ON n.oid = typnamespace WHERE typtype = 'e' AND ${ownByHand('pg_type', 't.oid')}`,
  ),

  sequences: list(
    {
      schema: 's.nspname',
      name: 's.relname',
      type: 'format_type(seqtypid, NULL)',
      start: 'seqstart::text',
      increment: 'seqincrement::text',
      minimum: 'seqmin::text',
      maximum: 'seqmax::text',
      cache: 'seqcache::text',
      cycle: 'seqcycle',
      ownedBy: `CASE WHEN t.oid IS NOT NULL THEN
        json_build_object('schema', t.nspname, 'table', t.relname, 'column', attname) END`,
      identity: `deptype IS NOT DISTINCT FROM 'i'`,
    },
    's.nspname, s.relname',
    `own_relations s JOIN pg_sequence ON seqrelid = s.oid
      LEFT JOIN pg_depend d ON classid = 'pg_class'::regclass AND objid = s.oid AND deptype IN ('a', 'i') AND refobjsubid > 0
      LEFT JOIN own_relations t ON t.oid = refobjid
      LEFT JOIN pg_attribute a ON attrelid = t.oid AND attnum = refobjsubid
      WHERE deptype IS NULL OR t.oid IS NOT NULL`,
  ),

  tables: list(
    {
      schema: 'nspname',
      name: 'relname',
      kind: words('relkind', { r: 'table', p: 'partitioned table', f: 'foreign table' }),
      unlogged: `relpersistence = 'u'`,
      partitionOf: `CASE WHEN relispartition THEN (SELECT ${PARENT} ${PARENTS}) END`,
      inherits: `CASE WHEN NOT relispartition THEN (SELECT json_agg(${PARENT} ORDER BY inhseqno) ${PARENTS}) END`,
      comment: `obj_description(oid, 'pg_class')`,
    },
    'nspname, relname',
    `own_relations WHERE relkind IN ('r', 'p', 'f')`,
  ),

  // What a partition or child inherits is listed with its parent.
  columns: list(
    {
      schema: 'nspname',
      table: 'relname',
      name: 'attname',
      position: 'position',
      type: 'format_type(atttypid, atttypmod)',
      notNull: 'attnotnull',
      default: `CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, adrelid) END`,
      identity: words('attidentity', { a: 'always', d: 'by default' }),
      generated: `CASE WHEN attgenerated <> '' THEN json_build_object(
        'kind', ${words('attgenerated', { s: 'stored', v: 'virtual' })}, 'expression', pg_get_expr(adbin, adrelid)) END`,
      collation: `CASE WHEN attcollation <> typcollation THEN attcollation::regcollation::text END`,
      comment: 'description',
    },
    'nspname, relname, attnum',
    `(SELECT *, row_number() OVER (PARTITION BY attrelid ORDER BY attnum) AS position
        FROM own_relations r JOIN pg_attribute ON attrelid = r.oid AND attnum > 0 AND NOT attisdropped
        WHERE relkind IN ('r', 'p', 'f') AND attislocal) a
      JOIN pg_type t ON t.oid = atttypid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
      LEFT JOIN pg_description ON classoid = 'pg_class'::regclass AND objoid = attrelid AND objsubid = attnum`,
  ),

  // The NOT NULL constraints that PostgreSQL 18 lists are facts of their columns. A foreign key to a partitioned table has
  // one of the same table below it for each partition.
  constraints: list(
    {
      schema: 'nspname',
      table: 'relname',
      name: 'conname',
      type: words('contype', {
        p: 'primary key',
        u: 'unique',
        x: 'exclusion',
        c: 'check',
        f: 'foreign key',
        t: 'trigger',
      }),
      definition: `regexp_replace(pg_get_constraintdef(o.oid), '${STATE_OF_CONSTRAINT}', E'\\\\4')`,
      deferrable: 'condeferrable',
      deferred: 'condeferred',
      valid: 'convalidated',
    },
    'nspname, relname, conname',
    `pg_constraint o JOIN own_relations r ON r.oid = conrelid WHERE contype <> 'n' AND conparentid = 0 AND conislocal`,
  ),

  indexes: list(
    {
      schema: 'nspname',
      table: 'r.relname',
      name: 'i.relname',
      // PostgreSQL prints ONLY for the index of a partitioned table, whether or not the partitions have theirs: `valid`
      // tells that.
      definition: `replace(pg_get_indexdef(i.oid), quote_ident(i.relname) || ' ON ONLY ', quote_ident(i.relname) || ' ON ')`,
      valid: 'indisvalid AND indisready',
    },
    'nspname, r.relname, i.relname',
    `pg_index JOIN own_relations r ON r.oid = indrelid JOIN pg_class i ON i.oid = indexrelid
      WHERE NOT i.relispartition AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = indrelid AND conindid = indexrelid AND contype IN ('p', 'u', 'x'))`,
  ),

  views: list(
    {
      schema: 'nspname',
      name: 'relname',
      kind: words('relkind', { v: 'view', m: 'materialized view' }),
      definition: 'pg_get_viewdef(r.oid)',
      columns: `(SELECT coalesce(json_agg(concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod)) ORDER BY attnum), '[]')
        FROM pg_attribute WHERE attrelid = r.oid AND attnum > 0 AND NOT attisdropped)`,
      comment: `obj_description(r.oid, 'pg_class')`,
    },
    'nspname, relname',
    `own_relations r WHERE relkind IN ('v', 'm')`,
  ),
};

/** The whole snapshot as one row with the text of one JSON document; reads the catalog only. */
export const catalogQuery = (options: CatalogScope): string =>
  `WITH ${scope(options)} SELECT json_build_object(${Object.entries(PARTS)
    .map(([name, part]) => `'${name}', ${part}`)
    .join(',\n')})::text AS catalog`;
