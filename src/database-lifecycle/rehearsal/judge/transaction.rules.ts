import { normalForms } from './normal.form';

/** Begins, ends or cuts a transaction. */
const CONTROL = /^(?:begin|start transaction|commit|end|rollback|abort|savepoint|release|prepare transaction)\b/;

/**
 * What PostgreSQL refuses in a transaction block, see the notes of each command in
 * https://www.postgresql.org/docs/current/sql-commands.html. CLUSTER and REINDEX only for partitioned tables, schemas
 * and databases, which their text does not always tell.
 */
const REFUSED =
  /\bconcurrently\b|^(?:vacuum|cluster|reindex|alter system|(?:create|drop) (?:database|tablespace|subscription)|discard all)\b/;

/** REFRESH MATERIALIZED VIEW CONCURRENTLY alone of its kind runs in a transaction, too. */
const REFRESH = /^refresh\b/;

/** Whether it may commit, which fails inside a transaction of ours: what a procedure does can't be seen from here. */
export const mayCommit = (sql: string): boolean =>
  normalForms(sql).some(
    (statement) => /^call\b/.test(statement) || (/^do\b/.test(statement) && /\b(?:commit|rollback)\b/i.test(sql)),
  );

export const beginsTransaction = (sql: string): boolean =>
  /^(?:begin|start transaction)\b/.test(normalForms(sql).at(-1) ?? '');

/**
 * Whether a statement does the same in a transaction of its own, in which its locks can be read before they are
 * released.
 */
export const runsInTransaction = (sql: string): boolean =>
  !mayCommit(sql) &&
  normalForms(sql).every(
    (statement) => !CONTROL.test(statement) && (REFRESH.test(statement) || !REFUSED.test(statement)),
  );
