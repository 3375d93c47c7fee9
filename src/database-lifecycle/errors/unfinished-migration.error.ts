import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { MigrationLoss } from '../interfaces/migration-draft.interface';

/** Within the run of a migration whose work was there in part: why the rest can't be done. */
export class UnfinishedMigrationError extends Error {
  constructor(
    /** What would not be as the migration makes it. */
    readonly differences: readonly CatalogDifference[],
    message = 'beside what is there it makes something else',
  ) {
    super(message);
  }

  static losing(losses: readonly MigrationLoss[]): UnfinishedMigrationError {
    const what = losses.map((loss) => `${loss.path}: ${loss.what}`).join('; ');
    return new UnfinishedMigrationError([], `making what is there as it makes it would lose values (${what})`);
  }

  static replaced(): UnfinishedMigrationError {
    return new UnfinishedMigrationError([], 'it drops what is there, which may hold rows, to make it anew');
  }
}
