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

/** The body of a DO or a procedure may commit, which it can not inside of a transaction of ours. */
const MAY_COMMIT = /^(?:do|call)\b/;

export const beginsTransaction = (sql: string): boolean =>
  /^(?:begin|start transaction)\b/.test(normalForms(sql).at(-1) ?? '');

/** Whether a statement means the same in a transaction of its own as without one, so that its locks can be read before they are gone. */
export const runsInTransaction = (sql: string): boolean =>
  normalForms(sql).every(
    (statement) =>
      !CONTROL.test(statement) && (REFRESH.test(statement) || !REFUSED.test(statement)) && !MAY_COMMIT.test(statement),
  );
