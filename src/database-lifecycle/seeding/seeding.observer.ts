import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { SeedingReport } from '../interfaces/lifecycle-report.interface';

/** Told what is going on while seeders run. */
export interface SeedingObserver extends LockObserver {
  /** Before a seeder runs; positions count from 1. */
  onStart?(key: string, position: number): void;
  /**
   * After each batch that `upsert()` and `copy()` of the running seeder have written.
   * @param rows all of it so far
   * @param expected of how many; null where nobody knows
   */
  onRows?(rows: number, expected: number | null): void;
  /** When the running seeder asks how many rows it is to make. */
  onRowsAsked?(): void;
  onSeeder?(report: SeedingReport): unknown;
}

/** How a person wants the seeders to run. */
export interface SeedingRequest {
  /** How many rows a seeder is to make, by its key; the others make as many as they do by themselves. */
  readonly rows?: ReadonlyMap<string, number>;
}
