import type { PlanNotice } from './lifecycle-plan.interface';
import type { JournalEntry, ServerSnapshot } from './schema-snapshot.interface';

/** What one run of the creation did. */
export interface CreationReport {
  /** The server and the database, as the first look found them. */
  readonly server: ServerSnapshot;
  /** Every table and view that was created, as `schema.name`, in order; empty when nothing was missing. */
  readonly created: readonly string[];
  /** How many managed relations there were before. */
  readonly existing: number;
  /** Exactly what was sent, in order. */
  readonly statements: readonly string[];
  /** What a person should know of what was, or was not, created. */
  readonly warnings: readonly PlanNotice[];
  /** The journal's entries as the first look found them. */
  readonly journal: readonly JournalEntry[];
  /** In milliseconds, the wait for the lock included. */
  readonly durationMs: number;
}

/** What became of one seeder. */
export interface SeedingReport {
  /** The seeder's. */
  readonly key: string;
  /** `done-before`: the journal has an entry of it; `skipped`: its tables hold rows already, or can not be used. */
  readonly outcome: 'seeded' | 'skipped' | 'done-before';
  /** Rows that its tables hold after it ran; 0 when it did not. */
  readonly rows: number;
  /** Why it did not run; empty when it did. */
  readonly why: string;
}
