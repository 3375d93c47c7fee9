import type { LockHolder } from './lock-holder.interface';

/** One migration as it stands. */
export interface MigrationStatus {
  /** Name of its class, e.g. `CreateUsersAndPets1764000000000`. */
  readonly name: string;
  /** Whether the database has run it, or recorded it as run. */
  readonly executed: boolean;
  /** False for one that the database has run and the code does not have any more. */
  readonly inCode: boolean;
}

/** A migration's class and file, written or not. */
export interface MigrationFile {
  /** Name of its class. */
  readonly name: string;
  /** Its path. */
  readonly file: string;
}

/** A migration that was run or reverted. */
export interface MigrationRun {
  /** Name of its class. */
  readonly name: string;
  /** In milliseconds. */
  readonly durationMs: number;
}

/** A migration that did not get a lock, and is tried again. */
export interface MigrationRetry {
  readonly name: string;
  /** What waited for the lock. */
  readonly statement: string;
  readonly holders: readonly LockHolder[];
  /** Which try has failed, from 1. */
  readonly attempt: number;
  readonly pauseMs: number;
}
