import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError } from './database-lifecycle.error';
import { DUPLICATE_OBJECT } from './duplicate.object';
import { sqlstateOf } from './failure.chain';
import { serverLimitRemedy } from './server-limit.remedy';

const INSUFFICIENT_PRIVILEGE = '42501';

const REMEDIES: Readonly<Record<string, string>> = {
  '42P01':
    'A view names those that it reads: @ViewEntity({ dependsOn: [...] }). What a migration makes, such as a sequence, comes by: npm run migration:run',
  '42883':
    'Where a migration makes the function, run that first: npm run migration:run; where none does, write one: npm run migration:create -- <Name>',
  '40P01': 'Another session held one table and waited for the next: stop the app and other clients, then try again.',
  [INSUFFICIENT_PRIVILEGE]:
    'Give the role the privilege that the message names (GRANT CREATE, USAGE ON SCHEMA ...), or run as the owner.',
};

/** Only the server knows who may install an extension: hosted ones have rules of their own. */
const EXTENSION = /^CREATE EXTENSION IF NOT EXISTS (".+")$/;

/** SQLSTATE object_not_in_prerequisite_state, and the table of a DELETE, which logical replication could not repeat elsewhere. */
const UNPREPARED = '55000';
const DELETED_FROM = /^DELETE FROM ((?:"(?:[^"]|"")+"\.?)+)/;

function remediesFor(cause: PostgresError, statement = ''): string[] {
  const published = cause.code === UNPREPARED && DELETED_FROM.exec(statement)?.[1];
  if (published)
    return [
      `A publication of this database sends its rows on, and nothing in them tells them apart there. As its owner: ALTER TABLE ${published} REPLICA IDENTITY FULL; then try again.`,
    ];
  return [...(cause.hint ? [cause.hint] : []), remedyFor(cause, statement)];
}

function remedyFor(cause: PostgresError, statement: string): string {
  const { code = '' } = cause;
  const extension = code === INSUFFICIENT_PRIVILEGE && EXTENSION.exec(statement)?.[1];
  if (extension)
    return `Install it once, as the owner of the database or as a superuser: CREATE EXTENSION ${extension};`;
  return (
    serverLimitRemedy(cause) ??
    REMEDIES[code] ??
    'Correct what the message names; see the statements with: npm run db:init -- --dry-run'
  );
}

const UNIQUE_VIOLATION = '23505';

/** Of a function that calls itself there are thousands. */
const PLACES = 4;

/** PostgreSQL rejected a statement of the plan; the whole transaction was rolled back. */
export class PlanExecutionError extends DatabaseLifecycleError {
  /** Whether another session has made an object of the same name since the plan was made. */
  readonly isOutrun: boolean;

  /** An error that the server did not send, such as that of a lost connection, passes as it is. */
  static of(error: unknown, statement: () => string | undefined): unknown {
    return sqlstateOf(error) === undefined ? error : new PlanExecutionError(statement(), error as PostgresError);
  }

  private constructor(statement: string | undefined, cause: PostgresError) {
    const detail = cause.detail ? ` (${cause.detail})` : '';
    // What a trigger or function of the database has run stands in no statement of the plan.
    const innermost = (cause.where?.split('\n') ?? []).slice(0, PLACES).map((place) => `in ${place}`);
    const at = [...(statement === undefined ? [] : [statement]), ...innermost].map((place) => `\n  ${place}`).join('');
    super(
      `PostgreSQL rejected a statement, and its transaction was rolled back: ${cause.message}${detail} [${cause.code}]${at}`,
      remediesFor(cause, statement),
      { cause },
    );
    const { code = '', schema, where } = cause;
    const isDuplicate = DUPLICATE_OBJECT.has(code) && where === undefined;
    this.isOutrun = isDuplicate || (code === UNIQUE_VIOLATION && schema === 'pg_catalog');
  }
}
