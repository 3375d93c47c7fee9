/** A migration or a seeder left a transaction open that it began; whoever runs it names it. */
export class OpenTransactionError extends Error {
  constructor() {
    super(
      'it began a transaction (startTransaction() or BEGIN) and left it open, so that nothing in it would be kept; commit it at the end, or begin none where one is open already',
    );
  }
}
