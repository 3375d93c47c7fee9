import { quoteIdentifier, quotePath } from '../../sql/identifier';
import type { EncodedRow } from './row.encoder';
import type { RowModel } from './row.model';
import { rowRuns } from './row.runs';
import type { StoredTable } from './table.inspector';

/** The first version whose COPY has a mark for a default: https://www.postgresql.org/docs/16/sql-copy.html */
const KNOWS_DEFAULT = 160_000;
const NULL_MARK = '\\N';
const DEFAULT_MARK = '\\D';

const SPECIAL = /[\\\n\r\t]/;
const SPECIALS = /[\\\n\r\t]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(SPECIALS, (character) => ESCAPES[character]!) : text;

/** Rows that one COPY can bring, and the columns that it names. */
export interface CopyRun {
  readonly indexes: readonly number[];
  readonly rows: readonly EncodedRow[];
}

/**
 * Splits rows into runs, in order. A column that a row leaves out is NULL, or gets its default: from PostgreSQL 16 on
 * by a mark in the row, before that by a separate run that does not name the column.
 */
export function copyRuns(
  { columns }: RowModel,
  { columns: stored, server }: StoredTable,
  rows: readonly EncodedRow[],
): CopyRun[] {
  const written = columns.flatMap(({ isWritten }, index) => (isWritten ? [index] : []));
  const named = (members: readonly EncodedRow[]): number[] =>
    written.filter((index) => members.some(({ fields }) => fields[index] !== undefined));
  if (server >= KNOWS_DEFAULT) return [{ indexes: named(rows), rows }];
  const defaulted = written.filter((index) => stored[index]!.isDefaulted);
  return rowRuns(rows, defaulted).map(([, members]) => ({ indexes: named(members), rows: members }));
}

/** The statement for a run that names a column at least. */
export function copyStatement({ table, columns }: RowModel, { server }: StoredTable, { indexes }: CopyRun): string {
  const names = indexes.map((index) => quoteIdentifier(columns[index]!.name)).join(', ');
  const options = server >= KNOWS_DEFAULT ? ` WITH (DEFAULT '${DEFAULT_MARK}')` : '';
  return `COPY ${quotePath(table)} (${names}) FROM STDIN${options}`;
}

/** The rows in COPY's text format, one a line. */
export function copyText({ columns: stored }: StoredTable, { indexes, rows }: CopyRun): string {
  const absent = indexes.map((index) => (stored[index]!.isDefaulted ? DEFAULT_MARK : NULL_MARK));
  let text = '';
  for (const { fields } of rows) {
    for (let at = 0; at < indexes.length; at += 1) {
      const field = fields[indexes[at]!];
      if (at > 0) text += '\t';
      text += field === null ? NULL_MARK : field === undefined ? absent[at]! : escaped(field);
    }
    text += '\n';
  }
  return text;
}
