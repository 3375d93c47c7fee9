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
