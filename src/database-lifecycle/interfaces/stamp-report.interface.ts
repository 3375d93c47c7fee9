/** A migration that was recorded as run, without running it. */
export interface StampedMigration {
  /** Name of its class. */
  readonly name: string;
  /** Statements that it would have sent and whose effect no comparison of catalogs can see, so that they may be undone yet. */
  readonly unseen: readonly string[];
}
