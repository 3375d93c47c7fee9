import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** Something has to be there first: the tables that seeders fill, or the rows of those that they depend on; nothing was seeded. */
export class SeedingPendingError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.pending;

  static tables(tables: readonly string[], { policy }: LifecycleEnvironment): SeedingPendingError {
    return new SeedingPendingError(
      `Nothing was seeded, as these tables are missing or can not be used: ${tables.join(', ')}.`,
      [
        policy === 'auto-create'
          ? 'Create what is missing and seed it: npm run db:init -- --seed'
          : 'Create what is missing: npm run migration:run',
        'See the state of every table: npm run db:status',
      ],
    );
  }

  /** @param only the keys that were chosen */
  static dependency(key: string, needed: string, only: readonly string[]): SeedingPendingError {
    return new SeedingPendingError(
      `Nothing was seeded: "${key}" depends on "${needed}", which has not run yet and was not chosen.`,
      [`Choose it, too: npm run db:seed -- --only ${[needed, ...only].join(',')}`],
    );
  }
}
