import { DatabaseLifecycleError } from '../errors/database-lifecycle.error';

/** The template could not be copied within the time; nothing was left behind. */
export class TemplateTimeoutError extends DatabaseLifecycleError {
  constructor(waitedMs: number, cause: Error | undefined) {
    super(
      `No test database could be made from its template within ${waitedMs} ms: ${cause?.message ?? 'each template that was made was gone right away.'}`,
      [
        `See who is connected to it: SELECT datname, application_name FROM pg_stat_activity WHERE datname LIKE 'lifecycle\\_template\\_%';`,
      ],
      { cause },
    );
  }
}
