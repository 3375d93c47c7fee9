import type { RewriteRule } from './rewrite.rule';

/** A unique constraint or primary key builds its index under ACCESS EXCLUSIVE. */
export const uniqueRule: RewriteRule = {
  rule: 'unique',
  applies: (statement, { indexed }) =>
    indexed.length > 0 && /^alter table\b.* (?:unique|primary key)\b/.test(statement),
  steps: [
    'CREATE UNIQUE INDEX CONCURRENTLY, in a migration of its own that has `transaction = false`.',
    'Then ADD CONSTRAINT ... UNIQUE (or PRIMARY KEY) USING INDEX: a moment.',
  ],
  source:
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
};
