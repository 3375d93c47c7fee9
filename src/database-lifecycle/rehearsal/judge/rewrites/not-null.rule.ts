import type { RewriteRule } from './rewrite.rule';

/** SET NOT NULL reads every row, unless a valid check already proves it. */
export const notNullRule: RewriteRule = {
  rule: 'not-null',
  applies: (statement, { scans }) => scans.length > 0 && /\bset not null\b/.test(statement),
  steps: [
    'ADD CONSTRAINT ... CHECK (<column> IS NOT NULL) NOT VALID.',
    'In a later transaction: VALIDATE CONSTRAINT, beside which reads and writes go on.',
    'Then SET NOT NULL finds the check and reads nothing; DROP CONSTRAINT takes the check away.',
  ],
  source: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL',
};
