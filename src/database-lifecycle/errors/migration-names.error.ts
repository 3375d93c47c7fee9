import { DatabaseLifecycleError } from './database-lifecycle.error';

/** TypeORM takes none of the migrations while one has such a name. */
export class MigrationNamesError extends DatabaseLifecycleError {
  /** @param faults one sentence or two each, as migration:check tells them */
  constructor(faults: readonly string[]) {
    super(`No migration was looked at. ${faults.join('\n')}`, [
      'Correct the name of the class, and see what else is wrong with names and files: npm run migration:check',
    ]);
  }
}
