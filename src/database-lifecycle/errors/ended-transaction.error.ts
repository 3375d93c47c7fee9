/** A migration or a seeder ended the transaction that it was run in, which is not its own; whoever runs it names it. */
export class EndedTransactionError extends Error {
  /**
   * @param isPrepared whether by PREPARE TRANSACTION, which keeps its locks until somebody ends it
   * @param cause what it threw afterwards, if anything
   */
  constructor(
    readonly isPrepared: boolean,
    cause?: unknown,
  ) {
    const then = cause instanceof Error ? `, then failed: ${cause.message}` : '';
    super(
      `it ended the transaction that it runs in (COMMIT, ROLLBACK, PREPARE TRANSACTION or commitTransaction())${then}`,
      { cause },
    );
  }
}

/** @param others who may have worked in that transaction before */
export const afterEnding = (others: string): string =>
  `What was done in that transaction before, by ${others} too, may be committed for good, and so may what came behind it outside of any.`;

export const KEEP_IT_OPEN = 'Take BEGIN, COMMIT and ROLLBACK out of its SQL, as a transaction is open already';

const END_IT =
  "What it prepared keeps its locks, that of the lifecycle among them, until somebody ends it: SELECT gid FROM pg_prepared_xacts WHERE database = current_database(); then ROLLBACK PREPARED '<gid>';";

/** What to do about what is left of a transaction that was ended. */
export const endingRemedies = ({ isPrepared }: EndedTransactionError): string[] => (isPrepared ? [END_IT] : []);
