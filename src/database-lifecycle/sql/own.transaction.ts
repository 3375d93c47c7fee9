import type { EventEmitter } from 'node:events';
import type { QueryRunner } from 'typeorm';
import { EndedTransactionError } from '../errors/ended-transaction.error';

/** Reads the setting of MARK_AS_OURS. */
const IS_OURS = `SELECT current_setting('database_lifecycle.transaction', true) = 'ours' AS ours`;

async function isOurs(runner: QueryRunner): Promise<boolean> {
  const [row] = (await runner.query(IS_OURS)) as [{ ours: boolean | null }];
  return row.ours === true;
}

/** Command tags that mean a transaction has ended. Not ROLLBACK, whose tag ROLLBACK TO SAVEPOINT shares. */
const PREPARES = 'PREPARE TRANSACTION';
const ENDS = new Set(['COMMIT', PREPARES]);

/** Watches what the server reports after each statement and message anyway. */
class TransactionWatch {
  /** Known for sure; what comes after may then be committed too. */
  hasEnded = false;
  hasPrepared = false;
  /** Set by ROLLBACK, and by an error, which is thrown before the status after it is read. */
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
 * Runs other people's work on a runner with an open transaction, and notices if they end that transaction, e.g. by SQL.
 * Costs no round trip unless they rolled back or failed in it. If no transaction is open, they may do as they like.
 * @throws EndedTransactionError when they have ended it, also when they threw afterwards; what they began is rolled
 *   back
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
    // A failed transaction answers no query. The ROLLBACK makes sure that nothing of it stays.
    const isGone = connection ? watch.hasEnded : !(await isOurs(runner).catch(() => true));
    throw isGone ? await ending(error) : error;
  } finally {
    watch.stop();
  }
  if (watch.hasEnded || (watch.isDoubtful && !(await isOurs(runner)))) throw await ending();
  return result;
}
