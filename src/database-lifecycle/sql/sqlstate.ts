import type { PostgresError } from './sql.session';

/** SQLSTATE of the error that PostgreSQL sent, wherever it stands behind the one that was thrown. */
export function sqlstateOf(error: unknown): string | undefined {
  const { code, driverError, cause } = (error ?? {}) as PostgresError & { driverError?: PostgresError };
  const found = driverError?.code ?? code;
  if (typeof found === 'string' && /^[0-9A-Z]{5}$/.test(found)) return found;
  return cause === undefined ? undefined : sqlstateOf(cause);
}
