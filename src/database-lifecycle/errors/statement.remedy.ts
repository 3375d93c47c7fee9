import { extensionRemedy } from './extension.remedy';
import type { PostgresError } from '../sql/sql.session';

/** By SQLSTATE; what holds for a statement of a migration, whatever it is about. */
const REMEDIES: Readonly<Record<string, (error: PostgresError, transaction: boolean) => string | undefined>> = {
  // active_sql_transaction
  25001: (_, transaction) =>
    transaction
      ? 'Put that statement into a migration of its own, with readonly transaction = false in its class: it then runs without one'
      : 'Send that statement alone: several in one query() are a transaction, too',
  // in_failed_sql_transaction
  '25P02': () =>
    'A statement ahead of it failed, and its error was caught, after which PostgreSQL takes no other: do not catch it, or ask first (IF EXISTS), or send SAVEPOINT ahead of it and ROLLBACK TO SAVEPOINT behind',
  // undefined_object, undefined_function
  42704: extensionRemedy,
  42883: extensionRemedy,
  // unsafe_new_enum_value_usage
  '55P04': () =>
    "A new label has to be committed before it is used: add it in a migration ahead of this one, with readonly transaction = true in its class, or have each migration in a transaction of its own, by the DataSource option migrationsTransactionMode: 'each'",
};

/** What to do about a statement that PostgreSQL rejected for where it stands; undefined for any other error. */
export const statementRemedy = (error: PostgresError | undefined, transaction: boolean): string | undefined =>
  error && REMEDIES[error.code ?? '']?.(error, transaction);
