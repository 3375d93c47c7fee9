import type { RehearsalFailure } from '../interfaces/rehearsal.interface';
import { DatabaseLifecycleError } from './database-lifecycle.error';

/** The shadow could not be brought to where the connected database stands; that one was only read. */
export class RehearsalError extends DatabaseLifecycleError {
  constructor({ migration, sql, message }: RehearsalFailure, cause: Error) {
    super(
      `Migration ${migration}, which the database has run, fails in the shadow database: ${message}.${sql ? `\n  ${sql}` : ''}`,
      ['It was changed after it ran, or needs what another one made: npm run migration:check'],
      { cause },
    );
  }
}
