import type { RewriteRule } from './rewrite.rule';

/** A default that differs from row to row, as of a uuid or a serial, is stored in every row at once. */
export const volatileDefaultRule: RewriteRule = {
  rule: 'volatile-default',
  applies: (statement, { rewrites }) =>
    rewrites.length > 0 && /^alter table\b.* add\b/.test(statement) && !/\bgenerated always as \(/.test(statement),
  steps: [
    'ADD COLUMN without the default, then ALTER COLUMN ... SET DEFAULT: a moment each.',
    'Backfill the rows that are there in batches, each committed by itself; then NOT NULL, if it is to be.',
  ],
  source: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
};
