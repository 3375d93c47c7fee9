import { QueryFailedError } from 'typeorm';
import { DataLossError } from '../errors/data-loss.error';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteIdentifier, quoteLiteral, quotePath } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { readDropped, type Dropped } from './loss.reader';
import { watchStatements } from './statement.watcher';

interface Holder extends NamedObject {
  /** Null where all of the table goes. */
  readonly column: string | null;
  /** Whether a policy may hide rows from this role, so that it can't tell that there are none. */
  readonly hidden: boolean;
}

const wanted = (dropped: readonly Dropped[]): string => quoteLiteral(JSON.stringify(dropped));

/** Which of what is dropped is there and can hold rows: tables, also as partitioned ones, of which views hold none. */
const holdersQuery = (
  dropped: readonly Dropped[],
): string => `SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, row_security_active(c.oid) AS hidden
  FROM json_to_recordset(${wanted(dropped)}) AS d ("table" text, "column" name, schema name)
  JOIN pg_namespace n ON d.schema IS NULL OR n.nspname = d.schema
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND (d."table" IS NULL OR n.nspname || '.' || c.relname = d."table")
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = d."column" AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE d."column" IS NULL OR a.attname IS NOT NULL
  ORDER BY 1, 2, 3`;

const holds = ({ column, ...table }: Holder): string =>
  `SELECT EXISTS (SELECT FROM ${quotePath(table)}${column === null ? '' : ` WHERE ${quoteIdentifier(column)} IS NOT NULL`}) AS filled`;

const words = ({ schema, name, column }: Holder): string =>
  column === null ? `table ${schema}.${name}` : `column ${column} of table ${schema}.${name}`;

async function refuseLoss(session: SqlSession, sql: string, defaultSchema: string): Promise<void> {
  const dropped = readDropped(sql, defaultSchema);
  if (dropped.length === 0) return;
  const [holders] = (await session.send(holdersQuery(dropped))) as unknown as [Holder[]];
  if (holders.length === 0) return;
  const answers = await session.send(...holders.map(holds)).catch((error: Error) => {
    // As the statement itself would have failed: one that did not get its lock is tried again.
    throw new QueryFailedError(sql, undefined, error);
  });
  const filled = holders.filter(({ hidden }, index) => hidden || answers[index]![0]!.filled === true);
  if (filled.length > 0) throw new DataLossError(sql.trim(), filled.map(words));
}

/**
 * Looks at each statement before it is sent while `work` runs: one that drops a table, a column or a schema by name is not
 * sent where that holds rows or values.
 * @param defaultSchema where a bare name leads to
 * @throws DataLossError that names them
 */
export const withoutLoss = <Result>(
  session: SqlSession,
  defaultSchema: string,
  work: () => Promise<Result>,
): Promise<Result> =>
  watchStatements(
    session.runner,
    { before: ({ query }) => refuseLoss(session, query, defaultSchema), after: () => undefined },
    work,
  );
