import { DatabaseLifecycleError } from './database-lifecycle.error';
import { afterEnding, EndedTransactionError, endingRemedies, KEEP_IT_OPEN } from './ended-transaction.error';
import { failureChain, tellableDetail, type Failure } from './failure.chain';
import { SeedRowError } from './seed-row.error';
import { serverLimitRemedy } from './server-limit.remedy';

/** SQLSTATE in_failed_sql_transaction. */
const TRANSACTION_FAILED = '25P02';

const isCopyLine = (where: string | undefined): where is string => where?.startsWith('COPY ') === true;

const ENDED = afterEnding('seeders ahead of it, --fresh and --force');

/** A seeder threw; nothing of it was kept, unless it has ended the transaction that it ran in. */
export class SeederError extends DatabaseLifecycleError {
  /** Whether it ended the transaction, so that what was done in it before may be committed. */
  readonly endedTransaction: boolean;

  /** @param remedy what to do once the seeder is corrected */
  constructor(
    /** The seeder's. */
    readonly key: string,
    cause: unknown,
    remedy = 'Correct the seeder, then run it again: npm run db:seed',
  ) {
    const chain = failureChain(cause);
    const ended = chain.find((error) => error instanceof EndedTransactionError);
    const row = chain.find((error) => error instanceof SeedRowError);
    const sent: Partial<Failure> = chain.find(({ code }) => code !== undefined) ?? {};
    const { code, constraint, table, where } = sent;
    const place = [
      table && `table ${table}`,
      constraint && `constraint ${constraint}`,
      tellableDetail(sent),
      row === undefined && isCopyLine(where) && where,
    ]
      .filter(Boolean)
      .join(', ');
    const swallowed = code === TRANSACTION_FAILED ? 'a statement of it failed, and its error was caught: ' : '';
    const what = ((ended ?? row ?? chain[0])?.message ?? String(cause)).replace(/\.$/, '');
    super(
      `Seeder "${key}" failed: ${swallowed}${what}${place ? ` (${place})` : ''}. ${ended ? ENDED : 'Nothing of it was kept.'}`,
      ended
        ? [...endingRemedies(ended), KEEP_IT_OPEN, 'See what is there now: npm run db:status']
        : [serverLimitRemedy(cause) ?? remedy],
      { cause },
    );
    this.endedTransaction = ended !== undefined;
  }
}
