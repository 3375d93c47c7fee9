import type { PostgresError } from '../sql/sql.session';

/** An error of PostgreSQL, of node-postgres, or one that TypeORM or this module has wrapped around it. */
export interface Failure extends PostgresError {
  readonly driverError?: Failure;
  /** The line of a COPY that the error is about. */
  readonly where?: string;
}

/** What was thrown and what stands behind it, the outermost first. */
export function failureChain(error: unknown): Failure[] {
  if (!(error instanceof Error)) return [];
  const { driverError, cause } = error as Failure;
  return [error, ...failureChain(driverError ?? cause)];
}

/** Five of these, but no code of Node's such as EPIPE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** SQLSTATE of the error that PostgreSQL sent, wherever it stands behind the one that was thrown. */
export const sqlstateOf = (error: unknown): string | undefined =>
  failureChain(error)
    .map(({ code }) => code)
    .find((code) => code !== undefined && SQLSTATE.test(code));

/** PostgreSQL's detail, but for that of NOT NULL and CHECK, which shows all values of the row, secret ones too. */
export const tellableDetail = ({ detail }: Pick<Failure, 'detail'>): string | undefined =>
  detail?.startsWith('Failing row contains') ? undefined : detail;
