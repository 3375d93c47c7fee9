import type { CatalogSnapshot } from '../../src/database-lifecycle';
import type { SqlSession } from '../../src/database-lifecycle/sql/sql.session';
import { quoteIdentifier, quoteLiteral, quotePath } from '../../src/database-lifecycle/sql/identifier';

/** What to read of one table: for each label an expression over its rows. */
export interface TableReading {
  readonly label: string;
  readonly schema: string;
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  /** Columns by label, whose sequence counts on. */
  readonly counters: Readonly<Record<string, string>>;
}

export const readingsOf = ({ tables, columns, sequences }: CatalogSnapshot): TableReading[] =>
  tables.map(({ schema, name }) => {
    const isHere = (part: { schema: string; table: string }): boolean => part.schema === schema && part.table === name;
    const counted = sequences.flatMap(({ ownedBy }) => (ownedBy && isHere(ownedBy) ? [ownedBy.column] : []));
    return {
      label: `${schema}.${name}`,
      schema,
      name,
      values: Object.fromEntries(columns.filter(isHere).map((column) => [column.name, quoteIdentifier(column.name)])),
      counters: Object.fromEntries(counted.map((column) => [column, column])),
    };
  });

/** The rows of a table as sorted lines, and its counters: equal exactly when the values are. */
export type StoredRows = Readonly<Record<string, readonly string[]>>;

/** A sequence is a relation whose name the query only finds out, so it has to be run by a function. */
const nextNumber = (path: string, column: string): string =>
  `(xpath('//n/text()', query_to_xml(format('SELECT last_value + is_called::int AS n FROM %s', ` +
  `pg_get_serial_sequence(${quoteLiteral(path)}, ${quoteLiteral(column)})), true, true, '')))[1]::text`;

const readingQuery = ({ label, schema, name, values, counters }: TableReading): string => {
  const row = Object.entries(values).map(([column, sql]) => `${quoteLiteral(column)}, (${sql})::text`);
  const path = quotePath({ schema, name });
  const counts = Object.entries(counters).map(
    ([column, now]) => `SELECT ${quoteLiteral(`${column} counts on with `)} || ${nextNumber(path, now)}`,
  );
  const lines = [`SELECT json_build_object(${row.join(', ')})::text AS line FROM ${path}`, ...counts];
  return `SELECT ${quoteLiteral(label)} AS label, coalesce(json_agg(line ORDER BY line), '[]') AS lines FROM (${lines.join(' UNION ALL ')}) l`;
};

export async function readRows(session: SqlSession, readings: readonly TableReading[]): Promise<StoredRows> {
  if (readings.length === 0) return {};
  const [rows] = await session.send(readings.map(readingQuery).join('\nUNION ALL '));
  return Object.fromEntries(rows!.map(({ label, lines }) => [label as string, lines as string[]]));
}
