import type { LockMode } from '../../interfaces/rehearsal.interface';
import { normalForms } from './normal.form';

/**
 * What runs in no transaction releases its locks before anybody can look. These are what PostgreSQL documents:
 * https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES and the page of each command.
 */
const DOCUMENTED: readonly (readonly [RegExp, LockMode])[] = [
  [/^create (?:unique )?index concurrently\b/, 'SHARE UPDATE EXCLUSIVE'],
  [/^drop index concurrently\b/, 'SHARE UPDATE EXCLUSIVE'],
  [/^reindex\b.*\bconcurrently\b/, 'SHARE UPDATE EXCLUSIVE'],
  // Of the index; the planner of every query on its table waits for that.
  [/^reindex\b/, 'ACCESS EXCLUSIVE'],
  // Of the partition it is ACCESS EXCLUSIVE for a moment, once nobody uses it as one any more.
  [/^alter table\b.*\bdetach partition\b.*\bconcurrently\b/, 'SHARE UPDATE EXCLUSIVE'],
  [/^vacuum (?:\(.*)?\bfull\b/, 'ACCESS EXCLUSIVE'],
  [/^vacuum\b/, 'SHARE UPDATE EXCLUSIVE'],
  [/^cluster\b/, 'ACCESS EXCLUSIVE'],
];

/** The lock that a statement takes on the tables that it works on; null for one that we know nothing of. */
export function documentedLock(sql: string): LockMode | null {
  const [statement = ''] = normalForms(sql);
  return DOCUMENTED.find(([pattern]) => pattern.test(statement))?.[1] ?? null;
}
