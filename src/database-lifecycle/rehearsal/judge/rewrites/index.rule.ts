import type { RewriteRule } from './rewrite.rule';

/** A plain build of an index keeps writes waiting; a concurrent one does not. */
export const indexRule: RewriteRule = {
  rule: 'index',
  applies: (statement) => /^create (?:unique )?index (?!concurrently\b)/.test(statement),
  steps: ['CREATE INDEX CONCURRENTLY, in a migration of its own that has `transaction = false`.'],
  source: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
};
