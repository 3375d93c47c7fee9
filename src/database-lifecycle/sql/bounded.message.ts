import type { Client } from 'pg';
import type { Row, SqlSession } from './sql.session';

/** Past the limit, until which the server has to give up by itself, in milliseconds. */
const GRACE_MS = 400;

/**
 * Sends one message, and cuts a connection that stays silent, so that it leaves the pool.
 * @param limitMs how long the server may take
 */
export async function sendWithin(
  session: SqlSession,
  limitMs: number,
  statements: readonly string[],
): Promise<Row[][]> {
  const client = (await session.runner.connect()) as Client;
  const limit = setTimeout(() => void client.end(), limitMs + GRACE_MS);
  try {
    // A message of several statements is one transaction, so LOCAL ends with it.
    const [, ...answers] = await session.send(`SET LOCAL statement_timeout TO ${limitMs}`, ...statements);
    return answers;
  } finally {
    clearTimeout(limit);
  }
}
