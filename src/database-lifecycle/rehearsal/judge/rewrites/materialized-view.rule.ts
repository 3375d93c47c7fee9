import type { RewriteRule } from './rewrite.rule';

/** A plain refresh keeps the readers of the view waiting. */
export const materializedViewRule: RewriteRule = {
  rule: 'materialized-view',
  applies: (statement) => /^refresh materialized view (?!concurrently\b)/.test(statement),
  steps: ['REFRESH MATERIALIZED VIEW CONCURRENTLY, for which the view needs a unique index on plain columns.'],
  source: 'https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html',
};
