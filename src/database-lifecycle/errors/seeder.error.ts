import type { PostgresError } from '../sql/sql.session';
import { DatabaseLifecycleError } from './database-lifecycle.error';

/** A seeder threw; its transaction was rolled back, those before it stay done. */
export class SeederError extends DatabaseLifecycleError {
  constructor(key: string, cause: unknown) {
    const { message, driverError } = cause as Error & { driverError?: PostgresError };
    const { constraint, detail, table } = driverError ?? {};
    const where = [table && `table ${table}`, constraint && `constraint ${constraint}`, detail]
      .filter(Boolean)
      .join(', ');
    super(
      `Seeder "${key}" failed: ${message}${where ? ` (${where})` : ''}. Nothing of it was kept.`,
      [`Correct the seeder, then run it again: npm run db:seed`],
      { cause },
    );
  }
}
