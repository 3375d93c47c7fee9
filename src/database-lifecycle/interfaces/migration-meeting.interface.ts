import type { MigrationRun } from './migration-report.interface';
import type { StampedMigration } from './stamp-report.interface';

/** A migration that ran where a part of what it makes was there already, made without it. */
export interface FinishedMigration {
  /** Name of its class. */
  readonly name: string;
  /** How many of the objects that it makes or changes were there. */
  readonly there: number;
  /** What was sent besides its own statements, so that what was there is as it makes it. */
  readonly adapted: readonly string[];
}

/** What came of running the pending migrations on a database whose tables may have been made without them. */
export interface MigrationMeeting {
  /** Recorded as run, as what they make was there already. */
  readonly stamped: readonly StampedMigration[];
  readonly executed: readonly MigrationRun[];
  /** Those of the executed ones of which only the rest was to be done. */
  readonly finished: readonly FinishedMigration[];
}
