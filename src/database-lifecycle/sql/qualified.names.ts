import type { Row, SqlSession } from './sql.session';

const KEPT_PATH = 'database_lifecycle.search_path';
const EMPTY_PATH = `SELECT set_config('${KEPT_PATH}', current_setting('search_path'), true), set_config('search_path', '', true)`;
const FORMER_PATH = `SELECT set_config('search_path', current_setting('${KEPT_PATH}'), true)`;

/**
 * Sends a query in whose answer PostgreSQL qualifies every name that it prints, as it does unless the search path finds
 * it: the path is empty for this message, and put back at its end, as the caller's transaction may go on.
 */
export async function readQualified(session: Pick<SqlSession, 'send'>, query: string): Promise<Row[]> {
  const [, rows] = await session.send(EMPTY_PATH, query, FORMER_PATH);
  return rows!;
}
