import type { MigrationRun } from './migration-report.interface';
import type { StampedMigration } from './stamp-report.interface';

/** What came of running the pending migrations on a database whose tables may have been made without them. */
export interface MigrationMeeting {
  /** Recorded as run, as what they make was there already. */
  readonly stamped: readonly StampedMigration[];
  readonly executed: readonly MigrationRun[];
}
