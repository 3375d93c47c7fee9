import { DatabaseLifecycleError } from './database-lifecycle.error';
import { baselineRemedies } from './baseline.remedy';
import { MigrationError } from './migration.error';

/** A migration failed in the shadow database in which it was to be compared; the connected one was only read. */
export class NotFromZeroError extends DatabaseLifecycleError {
  private constructor({ failure, cause }: MigrationError) {
    super(
      `The migrations do not run from zero in a shadow database, so that nothing can be compared with what they make: ${failure.name} fails: ${cause.message}. The connected database was only read.`,
      [...baselineRemedies(cause.driverError), 'See what is wrong with them: npm run migration:check'],
      { cause },
    );
  }

  /** The same error where it is another. */
  static explain(error: unknown): unknown {
    return error instanceof MigrationError ? new NotFromZeroError(error) : error;
  }
}
