import { QueryFailedError } from 'typeorm';
import { DataLossError } from '../errors/data-loss.error';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteIdentifier, quoteLiteral, quotePath } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import type { Holding } from './loss.moves';
import { readDropped } from './loss.reader';
import { watchStatements } from './statement.watcher';

interface Holder extends NamedObject {
  /** Null where all of the table goes. */
  readonly column: string | null;
  /** Whether a policy may hide rows from this role, so that it can't tell that there are none. */
  readonly hidden: boolean;
}

const wanted = (dropped: readonly Holding[]): string =>
  quoteLiteral(
    JSON.stringify(
      dropped.map((one) =>
        one.kind === 'schema' ? one : { ...one.table, column: 'column' in one ? one.column : null },
      ),
    ),
  );

/**
 * Which of the dropped things exist and can hold rows: tables, partitioned ones too. Not views, and not temporary
 * tables, whose rows only this session has.
 */
const holdersQuery = (
  dropped: readonly Holding[],
): string => `SELECT DISTINCT n.nspname AS schema, c.relname AS name, a.attname AS column, row_security_active(c.oid) AS hidden
  FROM json_to_recordset(${wanted(dropped)}) AS d (schema name, name name, "column" name)
  JOIN pg_class c ON c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND (d.name IS NULL OR c.relname = d.name)
  JOIN pg_namespace n ON n.oid = c.relnamespace AND (n.nspname = d.schema OR d.schema IS NULL AND pg_table_is_visible(c.oid))
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = d."column" AND a.attgenerated = ''
  WHERE d."column" IS NULL OR a.attname IS NOT NULL
  ORDER BY 1, 2, 3`;

const holds = ({ column, ...table }: Holder): string =>
  `SELECT EXISTS (SELECT FROM ${quotePath(table)}${column === null ? '' : ` WHERE ${quoteIdentifier(column)} IS NOT NULL`}) AS filled`;

const words = ({ schema, name, column }: Holder): string =>
  column === null ? `table ${schema}.${name}` : `column ${column} of table ${schema}.${name}`;

async function refuseLoss(session: SqlSession, sql: string): Promise<void> {
  const dropped = readDropped(sql);
  if (dropped.length === 0) return;
  const holders = await session.query<Holder>(holdersQuery(dropped));
  if (holders.length === 0) return;
  const answers = await session.send(...holders.map(holds)).catch((error: Error) => {
    // As if the statement itself had failed: after a lock timeout it is tried again.
    throw new QueryFailedError(sql, undefined, error);
  });
  const filled = holders.filter(({ hidden }, index) => hidden || answers[index]![0]!.filled === true);
  if (filled.length > 0) throw new DataLossError(sql.trim(), filled.map(words));
}

/**
 * Looks at each statement before it is sent while `work` runs: one that drops a table, a column or a schema by name is not
 * sent where that holds rows or values.
 * @throws DataLossError that names them
 */
export const withoutLoss = <Result>(session: SqlSession, work: () => Promise<Result>): Promise<Result> =>
  watchStatements(session.runner, { before: ({ query }) => refuseLoss(session, query), after: () => undefined }, work);
