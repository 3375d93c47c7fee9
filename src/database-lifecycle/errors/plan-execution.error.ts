import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError } from './database-lifecycle.error';

const REMEDIES: Readonly<Record<string, string>> = {
  '42501':
    'Give the role the privilege that the message names (GRANT CREATE, USAGE ON SCHEMA ...), or run as the owner.',
  '53200': 'Raise max_locks_per_transaction in postgresql.conf and restart the server.',
  '57014': 'The statement ran into statement_timeout: raise statementTimeoutMs.',
};

/** PostgreSQL rejected a statement of the plan; the whole transaction was rolled back. */
export class PlanExecutionError extends DatabaseLifecycleError {
  constructor(statement: string | undefined, cause: PostgresError) {
    const detail = cause.detail ? ` (${cause.detail})` : '';
    const at = statement === undefined ? '' : `\n  ${statement}`;
    super(
      `PostgreSQL rejected the creation of tables, and all of it was rolled back: ${cause.message}${detail} [${cause.code ?? 'no SQLSTATE'}]${at}`,
      [
        REMEDIES[cause.code ?? ''] ??
          'Correct what the message names; see the statements with: npm run db:init -- --dry-run',
      ],
      { cause },
    );
  }
}
