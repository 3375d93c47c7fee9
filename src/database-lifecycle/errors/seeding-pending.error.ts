import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** Tables that seeders fill are not there yet; nothing was seeded. */
export class SeedingPendingError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.pending;

  constructor(tables: readonly string[]) {
    super(`Nothing was seeded, as these tables are missing or can not be used: ${tables.join(', ')}.`, [
      'Create what is missing and seed it: npm run db:init -- --seed',
      'See the state of every table: npm run db:status',
    ]);
  }
}
