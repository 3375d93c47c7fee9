import type { LockObserver } from './lock-holder.interface';

/** Told what is going on while tables are created. */
export interface CreationObserver extends LockObserver {
  /** Once, under the lock and before anything is created: the missing relations, as `schema.name`. */
  onMissing?(paths: readonly string[]): unknown;
  /** At the start and after each transaction: how many of the missing relations have been created. */
  onProgress?(done: number, total: number): void;
}
