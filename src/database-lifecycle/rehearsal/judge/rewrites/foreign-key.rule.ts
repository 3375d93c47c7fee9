import type { RewriteRule } from './rewrite.rule';

/** A new foreign key reads every row, unless it is not to be valid yet. */
export const foreignKeyRule: RewriteRule = {
  rule: 'foreign-key',
  applies: (statement, { scans }) =>
    scans.length > 0 && /\b(?:foreign key|references)\b/.test(statement) && !/\bnot valid\b/.test(statement),
  steps: [
    'ADD CONSTRAINT ... FOREIGN KEY ... NOT VALID: a moment, and new rows are held to it.',
    'In a later transaction: VALIDATE CONSTRAINT, beside which reads and writes go on.',
  ],
  source: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
};
