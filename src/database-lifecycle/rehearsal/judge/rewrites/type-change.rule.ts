import type { RewriteRule } from './rewrite.rule';

/** Another type rewrites the table, unless it reads the old bytes as they are; then it may still build indexes anew. */
export const typeChangeRule: RewriteRule = {
  rule: 'type-change',
  applies: (statement, { rewrites, indexed }) =>
    rewrites.length + indexed.length > 0 &&
    /^alter table\b.* alter (?:column )?\S+ (?:set data )?type\b/.test(statement),
  steps: [
    'ADD COLUMN of the new type, and have the app (or a trigger) write both.',
    'Backfill it in batches, each committed by itself.',
    'Read the new one; in a later deploy drop the old one.',
  ],
  source: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
};
