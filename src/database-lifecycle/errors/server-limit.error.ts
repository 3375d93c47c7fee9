import { DatabaseLifecycleError } from './database-lifecycle.error';
import { serverLimitRemedy } from './server-limit.remedy';

const BUSY_WITH =
  "See what it is busy with, then try again: SELECT pid, wait_event_type, query FROM pg_stat_activity WHERE state <> 'idle';";

/** A limit of the server, or a setting of it, stopped what was done; what was not committed was rolled back. */
export class ServerLimitError extends DatabaseLifecycleError {
  /** A limit of ours, which no option raises. */
  static silent(limitMs: number, cause: Error): ServerLimitError {
    return new ServerLimitError(`The database did not answer within ${limitMs / 1000} s.`, [BUSY_WITH], { cause });
  }

  /** A limit of node-postgres, whose error names nothing. */
  static queryTimeout(cause: Error): ServerLimitError {
    return new ServerLimitError(
      `The database was not waited for any longer: ${cause.message}, a limit of the DataSource (extra.query_timeout, or query_timeout of its URL). What was sent last may still be done.`,
      [
        'Raise it, or leave it out: the option statementTimeoutMs bounds a statement in the server, and a connection that falls silent is cut anyway.',
        BUSY_WITH,
      ],
      { cause },
    );
  }

  /** What everybody may read unless an administrator took that away. */
  static hiddenCatalog(catalog: string, cause: Error): ServerLimitError {
    return new ServerLimitError(
      `PostgreSQL lets this role not read its own catalog, which tells what is there: ${cause.message}.`,
      [`As a superuser, in this database: GRANT SELECT ON pg_catalog.${catalog} TO PUBLIC; (or to the role alone)`],
      { cause },
    );
  }

  /** The same error where it is another, or says by itself what to do. */
  static explain(error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof DatabaseLifecycleError) return error;
    const remedy = serverLimitRemedy(error);
    if (remedy === undefined) return error;
    const { code = 'no SQLSTATE' } = error as { code?: string };
    return new ServerLimitError(`PostgreSQL stopped it: ${error.message} [${code}]`, [remedy], { cause: error });
  }
}
