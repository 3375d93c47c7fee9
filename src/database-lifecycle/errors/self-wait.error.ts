/** A seeder waited for a query that waited for its own transaction; whoever runs it names it. */
export class SelfWaitError extends Error {
  constructor(waitedMs: number) {
    super(
      `a query on another connection, as of an injected repository or DataSource, waited ${waitedMs / 1_000} s for the transaction that the seeder runs in, and was ended; use the manager and the helpers of its context`,
    );
  }
}
