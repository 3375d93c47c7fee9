import type { RewriteRule } from './rewrite.rule';

/** An exclusion constraint knows neither NOT VALID nor USING INDEX. */
export const exclusionRule: RewriteRule = {
  rule: 'exclusion',
  applies: (statement, { indexed }) => indexed.length > 0 && /^alter table\b.* exclude\b/.test(statement),
  steps: [
    'PostgreSQL has no way to add an exclusion constraint beside writes: do it when nobody writes, or in a new table.',
  ],
  source: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT',
};
