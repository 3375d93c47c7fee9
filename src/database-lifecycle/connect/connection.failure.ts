import { TypeORMError, type DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import {
  ConnectionLostError,
  DatabaseConnectionError,
  DataSourceClosedError,
  lostAt,
  ReadOnlyServerError,
  UnknownOutcomeError,
} from '../errors/database-connection.error';
import { DatabaseLifecycleError } from '../errors/database-lifecycle.error';
import { failureChain } from '../errors/failure.chain';
import { MigrationError } from '../errors/migration.error';
import { ServerLimitError } from '../errors/server-limit.error';
import { serverLimitRemedy } from '../errors/server-limit.remedy';
import type { PostgresError } from '../sql/sql.session';
import { diagnose } from './connection.diagnosis';
import { connectionTarget, primaryOf } from './connection.target';

const targetOf = ({ options }: DataSource) => connectionTarget(primaryOf(options as PostgresDataSourceOptions));

/** Names the server to which no connection could be made; an error that is not about connecting passes as it is. */
export function connectionFailure(dataSource: DataSource, error: unknown): unknown {
  const target = targetOf(dataSource);
  const diagnosis = diagnose(error, target);
  return diagnosis ? new DatabaseConnectionError(target, diagnosis.what, diagnosis.remedies, error) : error;
}

/**
 * Codes of a socket, and the classes of SQLSTATE for a connection or a server that ended
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html). That of a session ended by a timeout is a limit.
 */
const ENDED = /^(ECONN\w+|EPIPE|ETIMEDOUT|08\w{3}|57P0[1-4])$/;
/** node-postgres' own errors have no code. */
const CUT_OFF = /^Connection terminated/;

const GIVEN_UP = 'Query read timeout';

/** SQLSTATE read_only_sql_transaction. */
const READ_ONLY = '25006';

/** SQLSTATE insufficient_privilege, and the relation of the catalog that the message names, in whatever language. */
const DENIED = '42501';
const CATALOG = /\bpg_\w+/;

function hiddenCatalog(error: unknown): ServerLimitError | undefined {
  const { code, message = '' } = error as Partial<PostgresError>;
  const [catalog] = (code === DENIED && CATALOG.exec(message)) || [];
  return catalog === undefined ? undefined : ServerLimitError.hiddenCatalog(catalog, error as Error);
}

/** TypeORM closes the connections that are in use, then ends the pool. */
const isClosed = ({ isInitialized, driver }: DataSource): boolean =>
  !isInitialized || (driver as PostgresDriver).master?.ending === true;

/** Errors that say it already. */
const TOLD = [
  ConnectionLostError,
  DatabaseConnectionError,
  DataSourceClosedError,
  ReadOnlyServerError,
  UnknownOutcomeError,
];

/**
 * Turns an error into one that names the server and says what happened: the connection was lost, the server takes no
 * writes, a limit of it was reached, or the app itself was closed. Any other error passes as it is.
 * @param ended the error with which the connection itself ended, if it did
 * @param shownBy what shows whether a COMMIT was done that was sent and not answered, of what is not to be done twice
 */
export function sessionFailure(
  dataSource: DataSource,
  error: unknown,
  ended: Error | undefined,
  shownBy?: string,
): unknown {
  if (TOLD.some((known) => error instanceof known)) return error;
  // It says what a loss leaves unknown.
  if (error instanceof MigrationError && error.isOutcomeUnknown) return error.noting(lostAt(targetOf(dataSource)));
  const chain = failureChain(error);
  if (chain.some(({ code }) => code === READ_ONLY)) return new ReadOnlyServerError(targetOf(dataSource), error);
  const givenUp = chain.find(({ code, message }) => code === undefined && message === GIVEN_UP);
  if (givenUp) return ServerLimitError.queryTimeout(givenUp);
  const end = chain.find(({ code = '', message }) => ENDED.test(code) || CUT_OFF.test(message));
  if (!end && serverLimitRemedy(error) !== undefined) return ServerLimitError.explain(error);
  const hidden = hiddenCatalog(error);
  if (hidden) return hidden;
  const reason = end ?? ended;
  if (reason && shownBy !== undefined)
    return new UnknownOutcomeError(targetOf(dataSource), reason.message, shownBy, error);
  // After the pool has ended, queries fail with other errors: TypeORM's, or its driver's.
  const isOfOrm = chain.some((one) => one instanceof TypeORMError && one.code === undefined);
  if (isClosed(dataSource) && (reason || isOfOrm || !(error instanceof DatabaseLifecycleError)))
    return new DataSourceClosedError(error);
  return reason ? new ConnectionLostError(targetOf(dataSource), reason.message, error) : error;
}
