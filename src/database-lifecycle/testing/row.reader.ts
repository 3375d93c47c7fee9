import { pathOf, quotePath } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { compareRows, type RowDifference, type RowText } from './row.comparator';
import type { TableShape } from './table.shape';

/** The rows of each table, in no order. */
export type RowsOfTables = readonly (readonly RowText[])[];

/** Reads every row of the tables as the session's open transaction sees it. */
export async function readRows(session: SqlSession, tables: readonly TableShape[]): Promise<RowsOfTables> {
  if (tables.length === 0) return [];
  const results = await session.send(
    ...tables.map((table) => `SELECT row_to_json(t.*)::text AS row FROM ${quotePath(table)} t`),
  );
  return results.map((rows) => rows.map(({ row }) => row as RowText));
}

export const differences = (
  tables: readonly TableShape[],
  before: RowsOfTables,
  after: RowsOfTables,
): RowDifference[] =>
  tables
    .map((table, index) => compareRows(pathOf(table), table.key, before[index]!, after[index]!))
    .filter((difference) => difference !== null);
