import type { QueryRunner } from 'typeorm';
import { OpenTransactionError } from '../errors/open-transaction.error';

/** TypeORM's private count of a runner's nested transactions: the first is a real one, the others are savepoints. */
export type NestingRunner = QueryRunner & { transactionDepth?: number };

const depthOf = (runner: NestingRunner): number => runner.transactionDepth ?? Number(runner.isTransactionActive);

/**
 * Whether somebody left a transaction open by SQL, where none of ours is open. Only the server knows: such a
 * transaction is older than the statement that asks, while a single statement is as old as its own.
 */
async function isAnyOpen(runner: QueryRunner): Promise<boolean> {
  const [row] = (await runner.query('SELECT now() < statement_timestamp() AS open')) as [{ open: boolean }];
  return row.open;
}

/**
 * Runs other people's work on a runner. If they left a transaction open, our COMMIT would only release their savepoint,
 * and without a transaction of ours nobody would commit: all would be lost with the session.
 * @throws OpenTransactionError when they leave one open; it still is
 */
export async function leavingNoneOpen<Result>(runner: QueryRunner, work: () => Promise<Result>): Promise<Result> {
  const before = depthOf(runner);
  const result = await work();
  if (depthOf(runner) > before || (before === 0 && (await isAnyOpen(runner)))) throw new OpenTransactionError();
  return result;
}
