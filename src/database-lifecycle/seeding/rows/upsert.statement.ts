import { quoteIdentifier, quotePath } from '../../sql/identifier';
import { NUMBER, givenRows } from './row.json';
import type { RowModel } from './row.model';
import type { StoredTable } from './table.inspector';

/** What the rows of one statement say: all of them give the same columns. */
export interface UpsertShape {
  readonly model: RowModel;
  readonly stored: StoredTable;
  readonly key: readonly number[];
  /** Written columns that the rows give, the key's among them. */
  readonly given: readonly number[];
}

export interface UpsertResult {
  readonly inserted: number;
  readonly updated: number;
  /** The key of each row as the table has it now, in the order of the rows. */
  readonly keys: readonly (readonly string[])[];
}

/**
 * Compares by the values' bytes: every difference that can be seen is one, and types without an equality operator
 * (json, xml, point) have this one.
 */
const differs = (one: string, other: string, names: readonly string[]): string => {
  const row = (table: string): string => `ROW(${names.map((name) => `${table}.${name}`).join(', ')})::record`;
  return `${row(one)} *<> ${row(other)}`;
};

/** What an update sets: what the rows give, and the columns that TypeORM maintains, unless the rows give them. */
function assignments({ model, given, key }: UpsertShape, source: string): { compared: string[]; sets: string[] } {
  const compared = given
    .filter((index) => !key.includes(index) && model.columns[index]!.column.isUpdate)
    .map((index) => quoteIdentifier(model.columns[index]!.name));
  const maintained = model.columns.filter(({ column }, index) => !given.includes(index) && !column.asExpression);
  return {
    compared,
    sets: [
      ...compared.map((name) => `${name} = ${source}.${name}`),
      ...maintained.filter(({ column }) => column.isUpdateDate).map(({ name }) => `${quoteIdentifier(name)} = DEFAULT`),
      ...maintained
        .filter(({ column }) => column.isVersion)
        .map(({ name }) => `${quoteIdentifier(name)} = t.${quoteIdentifier(name)} + 1`),
    ],
  };
}

/**
 * One statement that writes what differs and what is new, of `$1`. Rows that are there as given are not touched at all,
 * so that they keep their row versions and take no number of a sequence. ON CONFLICT is for a row that another
 * transaction makes at the same moment.
 */
export function upsertStatement(shape: UpsertShape): string {
  const { model, stored, key, given } = shape;
  const table = quotePath(model.table);
  const name = (index: number): string => quoteIdentifier(model.columns[index]!.name);
  const same = (one: string, other: string): string =>
    key.map((index) => `${one}.${name(index)} = ${other}.${name(index)}`).join(' AND ');
  const version = model.columns.findIndex(({ column }, index) => column.isVersion && !given.includes(index));
  const { compared, sets } = assignments(shape, 'given');
  const meeting = assignments(shape, 'EXCLUDED').sets.join(', ');
  const overriding = given.some((index) => stored.columns[index]!.identity === 'always');
  const columns = [...given, ...(version < 0 ? [] : [version])].map(name).join(', ');
  const values = [...given.map((index) => `given.${name(index)}`), ...(version < 0 ? [] : ['1'])].join(', ');
  const current = key.map((index) => `coalesce(t.${name(index)}::text, given.${name(index)}::text)`).join(', ');
  return `WITH given AS MATERIALIZED ${givenRows(model)},
changed AS (${
    compared.length === 0
      ? 'SELECT 1 WHERE false'
      : `UPDATE ${table} AS t SET ${sets.join(', ')} FROM given
  WHERE ${same('t', 'given')} AND ${differs('t', 'given', compared)} RETURNING 1`
  }),
made AS (INSERT INTO ${table} AS t (${columns})${overriding ? ' OVERRIDING SYSTEM VALUE' : ''}
  SELECT ${values} FROM given WHERE NOT EXISTS (SELECT FROM ${table} AS o WHERE ${same('o', 'given')}) ORDER BY ${NUMBER}
  ON CONFLICT (${key.map(name).join(', ')}) DO ${
    compared.length === 0 ? 'NOTHING' : `UPDATE SET ${meeting} WHERE ${differs('t', 'EXCLUDED', compared)}`
  } RETURNING 1)
SELECT (SELECT count(*) FROM made)::int AS inserted, (SELECT count(*) FROM changed)::int AS updated,
  (SELECT json_agg(json_build_array(${current}) ORDER BY given.${NUMBER}) FROM given LEFT JOIN ${table} AS t ON ${same('t', 'given')}) AS keys`;
}

/** Finds two rows of `$1` with the same key, as the key's types compare. */
export function duplicatesQuery({ model, key }: Pick<UpsertShape, 'model' | 'key'>): string {
  const names = key.map((index) => quoteIdentifier(model.columns[index]!.name)).join(', ');
  return `SELECT min(${NUMBER})::int AS first, max(${NUMBER})::int AS last FROM ${givenRows(model)} AS given
GROUP BY ${names} HAVING count(*) > 1 ORDER BY 1 LIMIT 1`;
}
