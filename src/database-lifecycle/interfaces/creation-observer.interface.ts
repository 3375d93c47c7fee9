import type { LockObserver } from './lock-holder.interface';

/** Told what is going on while tables are created. */
export interface CreationObserver extends LockObserver {
  /**
   * Under the lock and before anything is created: the missing relations, as `schema.name`. Once; again with what is left
   * where another app without this lock was faster with one of them.
   */
  onMissing?(paths: readonly string[]): unknown;
  /** At the start and after each transaction: how many of the missing relations that were told have been created. */
  onProgress?(done: number, total: number): void;
}
