import { quotePath } from '../../sql/identifier';
import type { EncodedRow } from './row.encoder';
import type { RowModel } from './row.model';
import type { StoredTable } from './table.inspector';

const LONE_SURROGATE = /\\ud[89a-f]/;

/** A lone surrogate becomes the replacement character, as everywhere else on the way to PostgreSQL. */
function quoted(text: string): string {
  const json = JSON.stringify(text);
  return LONE_SURROGATE.test(json) ? JSON.stringify(Buffer.from(text).toString()) : json;
}

/** Rows as one parameter for {@link givenRows}: objects by the columns' names, of the columns at the indexes. */
export function rowsJson(
  { columns }: RowModel,
  stored: StoredTable,
  rows: readonly EncodedRow[],
  indexes: readonly number[],
): string {
  const parts = indexes.map((index) => ({
    index,
    name: `${JSON.stringify(columns[index]!.name)}:`,
    isDocument: stored.columns[index]!.isJson,
  }));
  const objects = rows.map(({ fields }) => {
    const members = parts
      .filter(({ index }) => typeof fields[index] === 'string')
      .map(({ index, name, isDocument }) => name + (isDocument ? fields[index]! : quoted(fields[index]!)));
    return `{${members.join(',')}}`;
  });
  return `[${objects.join(',')}]`;
}

/** The column of {@link givenRows} that numbers the rows from 1. */
export const NUMBER = '"#"';

/**
 * SQL for the rows of `$1` as rows of the table: each value is read by the input function of its column's own type,
 * with its length and precision, so that what does not fit is refused as an INSERT would.
 */
export const givenRows = ({ table }: RowModel): string =>
  `(SELECT row_number() OVER () AS ${NUMBER}, r.* FROM json_populate_recordset(NULL::${quotePath(table)}, $1::json) AS r)`;
