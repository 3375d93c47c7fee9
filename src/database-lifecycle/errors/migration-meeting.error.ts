import { differenceLines } from '../drift/difference.lines';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

interface MetInPart {
  readonly name: string;
  readonly there: number;
  readonly differences: readonly CatalogDifference[];
  /** What came in the way when the rest of it was run. */
  readonly why?: string;
}

const describe = ({ name, there, differences, why }: MetInPart): string =>
  [
    ...(why === undefined ? [] : [`The rest of ${name} could not be run: ${why}.`]),
    `${name}: ${there} of what it makes ${there === 1 ? 'is' : 'are'} there, and this is not as it makes it:`,
    ...differences.flatMap(differenceLines).map((line) => `  ${line}`),
  ].join('\n');

/**
 * Tables that were made without migrations are in part what pending ones make, and what is left of those can't be done
 * beside them: they can neither run nor be recorded.
 */
export class MigrationMeetingError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor(met: readonly MetInPart[], options?: ErrorOptions) {
    super(
      `What pending migrations make is in this database in part, made without them. These were neither run nor recorded.\n${met.map(describe).join('\n')}`,
      [
        'Make it as the migration does, by the statements where there are any, then run again: npm run migration:run',
        'Or, where the rows may go, make all tables anew, then run again: npm run db:init -- --force',
      ],
      options,
    );
  }
}
