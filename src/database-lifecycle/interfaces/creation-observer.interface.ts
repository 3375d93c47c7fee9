import type { LockHolder } from './lock-holder.interface';

/** Told what is going on while tables are created. */
export interface CreationObserver {
  /** Once, under the lock and before anything is created: the missing relations, as `schema.name`. */
  onMissing?(paths: readonly string[]): void;
  /** At the start and after each transaction: how many of the missing relations have been created. */
  onProgress?(done: number, total: number): void;
  /** Once, when another process holds the lifecycle lock. */
  onWait?(holders: readonly LockHolder[]): void;
}
