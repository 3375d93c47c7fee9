import type { RewriteRule } from './rewrite.rule';

/** Moved to other storage, the whole table is copied. */
export const storageRule: RewriteRule = {
  rule: 'storage',
  applies: (statement, { rewrites }) =>
    rewrites.length > 0 && /\bset (?:logged|unlogged|tablespace|access method)\b/.test(statement),
  steps: ['PostgreSQL has no way to do it beside reads and writes: do it by hand, when nobody is there.'],
  source: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-TABLESPACE',
};
