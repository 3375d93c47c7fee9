import type { RewriteRule } from './rewrite.rule';

/** REINDEX keeps writes waiting, and reads that plan with the index. */
export const reindexRule: RewriteRule = {
  rule: 'reindex',
  applies: (statement) => /^reindex\b/.test(statement) && !/\bconcurrently\b/.test(statement),
  steps: ['REINDEX ... CONCURRENTLY, in a migration of its own that has `transaction = false`.'],
  source: 'https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY',
};
