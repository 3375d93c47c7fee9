import type { RewriteRule } from './rewrite.rule';

/** A new check reads every row, unless it is not to be valid yet. */
export const checkRule: RewriteRule = {
  rule: 'check',
  applies: (statement, { scans }) =>
    scans.length > 0 && /\bcheck \(/.test(statement) && !/\bnot valid\b/.test(statement),
  steps: [
    'ADD CONSTRAINT ... CHECK (...) NOT VALID: a moment, and new rows are held to it.',
    'In a later transaction: VALIDATE CONSTRAINT, beside which reads and writes go on.',
  ],
  source: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
};
