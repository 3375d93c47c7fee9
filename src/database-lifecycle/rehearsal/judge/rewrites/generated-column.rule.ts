import type { RewriteRule } from './rewrite.rule';

/** A stored generated column is computed for every row at once. */
export const generatedColumnRule: RewriteRule = {
  rule: 'generated-column',
  applies: (statement, { rewrites }) => rewrites.length > 0 && /\bgenerated always as \(.* stored\b/.test(statement),
  steps: ['ADD COLUMN as an ordinary one that a trigger fills, and backfill it in batches; or compute it in a view.'],
  source: 'https://www.postgresql.org/docs/current/ddl-generated-columns.html',
};
