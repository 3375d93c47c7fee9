/** A migration or a seeder ended the transaction that it was run in, which is not its own; whoever runs it names it. */
export class EndedTransactionError extends Error {
  /** @param cause what it threw afterwards, if anything */
  constructor(cause?: unknown) {
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
