import type { QueryRunner } from 'typeorm';
import { OpenTransactionError } from '../errors/open-transaction.error';
import type { SqlSession } from './sql.session';

/** TypeORM keeps to itself how deep a runner's transactions are nested: the first is one, the others are savepoints. */
const depthOf = (runner: QueryRunner): number =>
  (runner as QueryRunner & { readonly transactionDepth?: number }).transactionDepth ??
  Number(runner.isTransactionActive);

/**
 * Does the work of others on a runner. With a transaction of theirs left open, a COMMIT of ours would only release their
 * savepoint, and all would be lost with the session.
 * @throws OpenTransactionError when they leave one open; it still is
 */
export async function leavingNoneOpen<Result>(runner: QueryRunner, work: () => Promise<Result>): Promise<Result> {
  const before = depthOf(runner);
  const result = await work();
  if (depthOf(runner) > before) throw new OpenTransactionError();
  return result;
}

/**
 * For where none of ours is open. The server alone knows one that was begun by SQL: it is older than the statement that
 * asks, where a statement by itself is as old as its transaction.
 * @throws OpenTransactionError when one is
 */
export async function refuseOpen(session: SqlSession): Promise<void> {
  const [rows] = await session.send('SELECT now() < statement_timestamp() AS open');
  if (rows![0]!.open) throw new OpenTransactionError();
}
