import type { RewriteRule } from './rewrite.rule';

/** VACUUM FULL and CLUSTER write the table anew while nobody may read it. */
export const vacuumFullRule: RewriteRule = {
  rule: 'vacuum-full',
  applies: (statement) => /^cluster\b|^vacuum (?:\(.*)?\bfull\b/.test(statement),
  steps: [
    'VACUUM without FULL makes room for new rows beside reads and writes; a table must rarely shrink.',
    'It is no work for a migration: do it by hand, when nobody is there.',
  ],
  source: 'https://www.postgresql.org/docs/current/sql-vacuum.html',
};
