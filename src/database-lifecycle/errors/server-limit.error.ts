import { DatabaseLifecycleError } from './database-lifecycle.error';
import { serverLimitRemedy } from './server-limit.remedy';

/** A limit of the server, or a setting of it, stopped what was done; what was not committed was rolled back. */
export class ServerLimitError extends DatabaseLifecycleError {
  private constructor(cause: Error, remedy: string) {
    super(`PostgreSQL stopped it: ${cause.message} [${(cause as { code?: string }).code ?? 'no SQLSTATE'}]`, [remedy], {
      cause,
    });
  }

  /** The same error where it is another, or says by itself what to do. */
  static explain(error: unknown): unknown {
    if (!(error instanceof Error) || error instanceof DatabaseLifecycleError) return error;
    const remedy = serverLimitRemedy(error);
    return remedy === undefined ? error : new ServerLimitError(error, remedy);
  }
}
