import type { Client } from 'pg';
import { valueTypes, valueTypesQuery, type ValueType, type ValueTypes } from './value.types';

export interface FillableColumn {
  readonly name: string;
  /** Oid of its type. */
  readonly type: string;
  readonly modifier: number;
  /** With the modifier, for a cast. */
  readonly typeName: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** Counted by a sequence of its own, so that a value of ours would be in its way. */
  readonly counted: boolean;
}

export interface FillableKey {
  readonly columns: readonly string[];
  /** Quoted. */
  readonly parent: string;
  readonly parentColumns: readonly string[];
}

export interface FillableTable {
  /** Quoted `schema.name`. */
  readonly path: string;
  /** Not quoted. */
  readonly plain: string;
  readonly columns: readonly FillableColumn[];
  readonly keys: readonly FillableKey[];
}

export interface Fillable {
  readonly tables: readonly FillableTable[];
  readonly types: ValueTypes;
}

const names = (relation: string, numbers: string): string =>
  `(SELECT json_agg(attname ORDER BY position) FROM unnest(${numbers}) WITH ORDINALITY k (number, position)
    JOIN pg_attribute ON attrelid = ${relation} AND attnum = number)`;

/** Columns that PostgreSQL computes or counts always are left out. */
const tablesQuery = `
  SELECT c.oid::regclass::text AS path, nspname || '.' || relname AS plain,
    (SELECT coalesce(json_agg(json_build_object('name', attname, 'type', atttypid::text, 'modifier', atttypmod,
        'typeName', format_type(atttypid, atttypmod), 'notNull', attnotnull OR typnotnull, 'hasDefault', atthasdef OR attidentity <> '',
        'counted', pg_get_serial_sequence(c.oid::regclass::text, attname) IS NOT NULL) ORDER BY attnum), '[]')
      FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
      WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity <> 'a') AS columns,
    (SELECT coalesce(json_agg(json_build_object('columns', ${names('conrelid', 'conkey')},
        'parent', confrelid::regclass::text, 'parentColumns', ${names('confrelid', 'confkey')}) ORDER BY conname), '[]')
      FROM pg_constraint WHERE conrelid = c.oid AND contype = 'f' AND conparentid = 0) AS keys
  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
  WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    AND NOT starts_with(nspname, 'trash_')
    AND relname <> ALL ($1) ORDER BY nspname, relname`;

/** @param without names of tables that are nobody's to fill */
export async function fillableTables(client: Client, without: readonly string[]): Promise<Fillable> {
  await client.query(`SELECT set_config('search_path', '', false)`);
  const { rows: types } = await client.query<ValueType & { readonly oid: string }>(valueTypesQuery);
  const { rows: tables } = await client.query<FillableTable>(tablesQuery, [without]);
  await client.query('RESET search_path');
  return { types: valueTypes(types), tables };
}
