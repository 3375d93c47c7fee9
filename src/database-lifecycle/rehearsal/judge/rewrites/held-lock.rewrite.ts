import type { SafeRewrite } from '../../../interfaces/rehearsal.interface';

/** A lock is held until the end of its transaction, also for what another statement takes its time with. */
export const heldLockRewrite: SafeRewrite = {
  rule: 'held-lock',
  steps: [
    'Move this statement to a migration of its own that has `transaction = true`, so that the lock is given back before.',
  ],
  source: 'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
};

/** Writes many rows: each keeps its lock, and its dead version, until the end. */
export const batchesRewrite: SafeRewrite = {
  rule: 'batches',
  steps: [
    'On many rows: in batches of some thousand, each committed by itself, in a migration with `transaction = false`.',
  ],
  source: 'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS',
};
