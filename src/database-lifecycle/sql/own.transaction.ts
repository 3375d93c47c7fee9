import type { EventEmitter } from 'node:events';
import type { QueryRunner } from 'typeorm';
import { EndedTransactionError } from '../errors/ended-transaction.error';

/** By what MARK_AS_OURS has set. */
const IS_OURS = `SELECT current_setting('database_lifecycle.transaction', true) = 'ours' AS ours`;

async function isOurs(runner: QueryRunner): Promise<boolean> {
  const [row] = (await runner.query(IS_OURS)) as [{ ours: boolean | null }];
  return row.ours === true;
}

/** Command tags of what ends a transaction; that of ROLLBACK is that of ROLLBACK TO SAVEPOINT, too. */
const PREPARES = 'PREPARE TRANSACTION';
const ENDS = new Set(['COMMIT', PREPARES]);

/** What the server tells behind each statement and each message anyway. */
class TransactionWatch {
  /** For sure. Once it has, what comes next may be committed as well. */
  hasEnded = false;
  hasPrepared = false;
  /** After ROLLBACK, and after an error, which is thrown before the status behind it is read. */
  isDoubtful: boolean;

  /** @param connection the native driver has none */
  constructor(private readonly connection: EventEmitter | undefined) {
    this.isDoubtful = connection === undefined;
    connection
      ?.on('commandComplete', this.onComplete)
      .on('readyForQuery', this.onReady)
      .on('errorMessage', this.onError);
  }

  stop(): void {
    const { connection } = this;
    connection
      ?.off('commandComplete', this.onComplete)
      .off('readyForQuery', this.onReady)
      .off('errorMessage', this.onError);
  }

  private readonly onComplete = ({ text }: { readonly text: string }): void => {
    this.hasEnded ||= ENDS.has(text);
    this.hasPrepared ||= text === PREPARES;
    this.isDoubtful ||= text === 'ROLLBACK';
  };

  private readonly onReady = ({ status }: { readonly status: string }): void => {
    this.hasEnded ||= status === 'I';
  };

  private readonly onError = (): void => {
    this.isDoubtful = true;
  };
}

/**
 * Does the work of others on a runner, and sees whether the transaction that is open there still is when they are done:
 * they may end it by SQL. Costs no round trip unless they rolled back or failed in it. Where none is open, it is theirs.
 * @throws EndedTransactionError when they have ended it, also when they threw afterwards; what they began is rolled back
 */
export async function stayingInOurs<Result>(runner: QueryRunner, work: () => Promise<Result>): Promise<Result> {
  if (!runner.isTransactionActive) return work();
  const { connection } = (await runner.connect()) as { readonly connection?: EventEmitter };
  const watch = new TransactionWatch(connection);
  const ending = async (cause?: unknown): Promise<EndedTransactionError> => {
    await runner.query('ROLLBACK').catch(() => undefined);
    return new EndedTransactionError(watch.hasPrepared, cause);
  };
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    // In a transaction that failed nothing can be asked. A ROLLBACK keeps the promise that nothing stays.
    const isGone = connection ? watch.hasEnded : !(await isOurs(runner).catch(() => true));
    throw isGone ? await ending(error) : error;
  } finally {
    watch.stop();
  }
  if (watch.hasEnded || (watch.isDoubtful && !(await isOurs(runner)))) throw await ending();
  return result;
}
