import type { RewriteRule } from './rewrite.rule';

/** A new partition is read from end to end, unless a check already proves that its rows belong there. */
export const attachPartitionRule: RewriteRule = {
  rule: 'attach-partition',
  applies: (statement, { scans }) => scans.length > 0 && /\battach partition\b/.test(statement),
  steps: [
    'ADD CONSTRAINT ... CHECK (<the bounds>) NOT VALID to the table, VALIDATE it in a later transaction, then ATTACH PARTITION reads nothing.',
  ],
  source: 'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
};
