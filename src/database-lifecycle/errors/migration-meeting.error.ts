import { differenceLines } from '../drift/difference.lines';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quotePath } from '../sql/identifier';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

interface MetInPart {
  readonly name: string;
  readonly there: number;
  readonly differences: readonly CatalogDifference[];
  /** Those that it makes and that are there. */
  readonly tables: readonly NamedObject[];
  /** The same of types. */
  readonly enums: readonly NamedObject[];
  /** What came in the way when the rest of it was run. */
  readonly why?: string;
}

const describe = ({ name, there, differences, why }: MetInPart): string =>
  [
    ...(why === undefined ? [] : [`The rest of ${name} could not be run: ${why}.`]),
    `${name}: ${there} of what it makes ${there === 1 ? 'is' : 'are'} there, and this is not as it makes it:`,
    ...differences.flatMap(differenceLines).map((line) => `  ${line}`),
  ].join('\n');

/** What is dropped so, the migration makes, or renames from what is there under another name. */
function anew(met: readonly MetInPart[]): string {
  const tables = met.flatMap((one) => one.tables);
  if (tables.length === 0)
    return 'Or, where the rows may go, make all tables anew, then run again: npm run db:init -- --force';
  const drops = [
    `DROP TABLE ${tables.map(quotePath).join(', ')};`,
    ...met.flatMap(({ enums }) => enums).map((type) => `DROP TYPE ${quotePath(type)};`),
  ];
  return `Or, where the rows in it may go, drop what was made without the migration, then run again: ${drops.join(' ')}`;
}

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
        anew(met),
      ],
      options,
    );
  }
}
