import type { QueryRunner } from 'typeorm';
import { OpenTransactionError } from '../errors/open-transaction.error';

/** TypeORM keeps to itself how deep a runner's transactions are nested: the first is one, the others are savepoints. */
export type NestingRunner = QueryRunner & { transactionDepth?: number };

const depthOf = (runner: NestingRunner): number => runner.transactionDepth ?? Number(runner.isTransactionActive);

/**
 * For where none of ours is open. The server alone knows one that was begun by SQL: it is older than the statement that
 * asks, where a statement by itself is as old as its transaction.
 */
async function isAnyOpen(runner: QueryRunner): Promise<boolean> {
  const [row] = (await runner.query('SELECT now() < statement_timestamp() AS open')) as [{ open: boolean }];
  return row.open;
}

/**
 * Does the work of others on a runner. With a transaction of theirs left open, a COMMIT of ours would only release their
 * savepoint, and where we have none there would be no COMMIT: all would be lost with the session.
 * @throws OpenTransactionError when they leave one open; it still is
 */
export async function leavingNoneOpen<Result>(runner: QueryRunner, work: () => Promise<Result>): Promise<Result> {
  const before = depthOf(runner);
  const result = await work();
  if (depthOf(runner) > before || (before === 0 && (await isAnyOpen(runner)))) throw new OpenTransactionError();
  return result;
}
