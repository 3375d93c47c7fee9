import { DatabaseLifecycleError } from '../errors/database-lifecycle.error';
import type { MigrationCheck } from '../interfaces/migration-check.interface';
import { checkLines } from '../report/check.lines';

/** The migrations are not what a test expects of them; told as `migration:check` tells it. */
export class MigrationExpectationError extends DatabaseLifecycleError {
  constructor(
    /** As `migration:check --json` has it. */
    readonly check: MigrationCheck,
  ) {
    super(checkLines(check).join('\n'));
  }
}
