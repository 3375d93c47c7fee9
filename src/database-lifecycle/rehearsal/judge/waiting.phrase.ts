import type { RehearsedLock } from '../../interfaces/rehearsal.interface';
import { waitingFor, type Waiting } from './lock.modes';

const VERBS: readonly (readonly [Waiting, string])[] = [
  ['reads and writes', 'reads and writes of'],
  ['writes', 'writes to'],
];

/** `Reads and writes of orders, and writes to customers, wait`; null when nobody does. */
export function waitingPhrase(
  locks: readonly RehearsedLock[],
  names: (paths: readonly string[]) => string,
): string | null {
  const clauses = VERBS.flatMap(([waiting, verb]) => {
    const tables = locks.filter(({ mode }) => waitingFor(mode) === waiting).map(({ table }) => table);
    return tables.length > 0 ? [`${verb} ${names([...new Set(tables)])}`] : [];
  });
  if (clauses.length === 0) return null;
  const phrase = clauses.length === 1 ? clauses[0]! : `${clauses[0]}, and ${clauses[1]},`;
  return `${phrase[0]!.toUpperCase()}${phrase.slice(1)} wait`;
}
