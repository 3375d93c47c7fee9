/** One migration as it stands. */
export interface MigrationStatus {
  /** Name of its class, e.g. `CreateUsersAndPets1764000000000`. */
  readonly name: string;
  readonly executed: boolean;
  /** False for one that the database has run and the code does not have any more. */
  readonly inCode: boolean;
}

/** A migration that was run or reverted. */
export interface MigrationRun {
  readonly name: string;
  /** Null where TypeORM ran several and told no times. */
  readonly durationMs: number | null;
}
