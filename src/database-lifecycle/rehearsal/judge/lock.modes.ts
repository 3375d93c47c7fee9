import type { LockMode } from '../../interfaces/rehearsal.interface';

/** Weakest first: each conflicts with all that the one before it conflicts with, as far as plain reads and writes go. */
const MODES: readonly LockMode[] = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
];

const strength = (mode: LockMode): number => MODES.indexOf(mode);

/** `AccessExclusiveLock`, as pg_locks has it. */
export const lockMode = (name: string): LockMode =>
  name
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase() as LockMode;

export const strongest = (modes: Iterable<LockMode>): LockMode | undefined =>
  [...modes].toSorted((one, other) => strength(other) - strength(one))[0];

export type Waiting = 'writes' | 'reads and writes';

/** Which ordinary statements wait while the mode is held: INSERT, UPDATE and DELETE want ROW EXCLUSIVE, SELECT wants ACCESS SHARE. */
export function waitingFor(mode: LockMode): Waiting | null {
  if (mode === 'ACCESS EXCLUSIVE') return 'reads and writes';
  return strength(mode) >= strength('SHARE') ? 'writes' : null;
}
