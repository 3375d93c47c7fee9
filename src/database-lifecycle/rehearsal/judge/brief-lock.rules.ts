import type { SafeRewrite } from '../../interfaces/rehearsal.interface';

interface BriefLockRule extends SafeRewrite {
  readonly pattern: RegExp;
}

/** Locks of a moment that need not be, or last as long as the transaction and do nothing. */
const RULES: readonly BriefLockRule[] = [
  {
    rule: 'drop-index',
    pattern: /^drop index (?!concurrently\b)/,
    steps: ['DROP INDEX CONCURRENTLY, in a migration of its own that has `transaction = false`.'],
    source: 'https://www.postgresql.org/docs/current/sql-dropindex.html',
  },
  {
    rule: 'lock-table',
    pattern: /^lock\b/,
    steps: ['Leave it out: each statement takes the lock that it needs. Or ask for a weaker mode.'],
    source: 'https://www.postgresql.org/docs/current/sql-lock.html',
  },
];

/** @param statements in their normal form */
export const briefLockRewrites = (statements: readonly string[]): SafeRewrite[] =>
  RULES.filter(({ pattern }) => statements.some((statement) => pattern.test(statement))).map(
    ({ rule, steps, source }) => ({ rule, steps, source }),
  );
