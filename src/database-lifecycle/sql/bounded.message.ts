import type { Client } from 'pg';
import { ServerLimitError } from '../errors/server-limit.error';
import { boundLocks, explainLockWait } from './lock.holders';
import type { PostgresError, Row, SqlSession } from './sql.session';

/** In milliseconds, how long past the limit we wait for the server to give up by itself. */
const GRACE_MS = 400;

/**
 * The part of the limit after which lock_timeout strikes: it must strike first, as only it tells that a lock was the
 * cause.
 */
const LOCK_SHARE = 0.8;

/** SQLSTATE query_canceled. */
const QUERY_CANCELED = '57014';

/**
 * Sends one message, and cuts a connection that stays silent, so that it leaves the pool.
 * @param limitMs how long the server may take
 * @throws LifecycleLockError that names who has locked a table, ServerLimitError when it did not answer in time
 */
export async function sendWithin(
  session: SqlSession,
  limitMs: number,
  statements: readonly string[],
): Promise<Row[][]> {
  const client = (await session.runner.connect()) as Client;
  const limit = setTimeout(() => void client.end(), limitMs + GRACE_MS);
  const lockMs = Math.round(limitMs * LOCK_SHARE);
  const started = performance.now();
  try {
    // A message of several statements is one transaction, so LOCAL ends with it.
    const bounds = [`SET LOCAL statement_timeout = ${limitMs}`, boundLocks(lockMs)];
    return (await session.send(...bounds, ...statements)).slice(bounds.length);
  } catch (error) {
    const isOurs = (error as PostgresError).code === QUERY_CANCELED && performance.now() - started >= limitMs;
    throw isOurs ? ServerLimitError.silent(limitMs, error as Error) : await explainLockWait(session, error, lockMs);
  } finally {
    clearTimeout(limit);
  }
}
