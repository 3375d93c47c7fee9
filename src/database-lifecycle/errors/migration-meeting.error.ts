import { differenceLines } from '../drift/difference.lines';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quotePath } from '../sql/identifier';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

interface MetInPart {
  readonly name: string;
  readonly there: number;
  readonly differences: readonly CatalogDifference[];
  readonly tables: readonly NamedObject[];
}

const describe = ({ name, there, differences }: MetInPart): string =>
  [
    `${name}: ${there} of what it makes ${there === 1 ? 'is' : 'are'} there, and this is not as it makes it:`,
    ...differences.flatMap(differenceLines).map((line) => `  ${line}`),
  ].join('\n');

/** Where all that is there are tables, or of them, the migrations run as soon as these are gone. */
const dropping = (met: readonly MetInPart[]): string[] =>
  met.every(({ tables }) => tables.length > 0)
    ? [
        `Or, where the rows of these may go, drop them, then run again: DROP TABLE ${met.flatMap(({ tables }) => tables.map(quotePath)).join(', ')};`,
      ]
    : [];

/** Tables that were made without migrations are in part what pending ones make: those can neither run nor be recorded. */
export class MigrationMeetingError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor(met: readonly MetInPart[]) {
    super(
      `What pending migrations make is in this database in part, made without them. These were neither run nor recorded.\n${met.map(describe).join('\n')}`,
      [
        'Make it as the migration does, by the statements where there are any, then run again: npm run migration:run',
        ...dropping(met),
        'Or, where the rows may go, make all tables anew, then run again: npm run db:init -- --force',
      ],
    );
  }
}
