import type { LockMode, RehearsedLock } from '../../interfaces/rehearsal.interface';
import { lockMode, strongest, waitingFor } from './lock.modes';
import { waitingPhrase } from './waiting.phrase';

const lock = (table: string, mode: LockMode): RehearsedLock => ({ table, mode });
const phrase = (...locks: RehearsedLock[]) => waitingPhrase(locks, (paths) => paths.join(', '));

describe('who waits for a lock', () => {
  it('reads the modes of pg_locks', () => {
    expect(['AccessShareLock', 'ShareUpdateExclusiveLock', 'ExclusiveLock'].map(lockMode)).toEqual([
      'ACCESS SHARE',
      'SHARE UPDATE EXCLUSIVE',
      'EXCLUSIVE',
    ]);
    expect(strongest(['SHARE', 'ROW EXCLUSIVE'])).toBe('SHARE');
    expect(strongest([])).toBeUndefined();
  });

  it.each([
    ['ACCESS SHARE', null],
    ['ROW SHARE', null],
    ['ROW EXCLUSIVE', null],
    ['SHARE UPDATE EXCLUSIVE', null],
    ['SHARE', 'writes'],
    ['SHARE ROW EXCLUSIVE', 'writes'],
    ['EXCLUSIVE', 'writes'],
    ['ACCESS EXCLUSIVE', 'reads and writes'],
  ] as const)('%s: %s', (mode, waiting) => expect(waitingFor(mode)).toBe(waiting));

  it('names the tables by what waits', () => {
    expect(phrase(lock('a', 'ACCESS EXCLUSIVE'), lock('b', 'ROW EXCLUSIVE'))).toBe('Reads and writes of a wait');
    expect(phrase(lock('a', 'SHARE'), lock('b', 'EXCLUSIVE'))).toBe('Writes to a, b wait');
    expect(phrase(lock('a', 'SHARE'), lock('b', 'ACCESS EXCLUSIVE'))).toBe(
      'Reads and writes of b, and writes to a, wait',
    );
    expect(phrase(lock('a', 'SHARE UPDATE EXCLUSIVE'))).toBeNull();
  });
});
