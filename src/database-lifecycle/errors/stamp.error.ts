import { differenceLines } from '../drift/difference.lines';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import { count } from '../report/units';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';
import { UsageError } from './usage.error';

const list = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

/** The database is not what the migrations make that are to be recorded as run; nothing was recorded. */
export class StampRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  constructor(
    last: string,
    readonly differences: readonly CatalogDifference[],
  ) {
    super(
      `The database differs from what the migrations make up to ${last}, ${count(differences.length, 'difference')}. Nothing was recorded.\n${list(
        differences.flatMap(differenceLines),
      )}`,
      [
        'Make it equal first, by the statements where there are any; or run the migration: npm run migration:run',
        'Record those before it only: npm run migration:stamp -- <Name>',
      ],
    );
  }
}

/** migration:stamp was asked for what is not there; nothing was recorded. */
export class StampSelectionError extends UsageError {
  static nothing(pending: readonly string[]): StampSelectionError {
    return new StampSelectionError(
      `Which migrations are to be recorded as run, without running them? Pending: ${pending.length === 0 ? 'none.' : `\n${list(pending)}`}`,
      ['Up to one of them: npm run migration:stamp -- <Name>', 'All of them: npm run migration:stamp -- --all'],
    );
  }

  static both(): StampSelectionError {
    return new StampSelectionError('A name and --all say two things, expected one of them.', [
      'Up to one of them: npm run migration:stamp -- <Name>',
    ]);
  }

  static unknown(name: string, pending: readonly string[]): StampSelectionError {
    return new StampSelectionError(
      `This app's code has no migration ${name}. Pending: ${pending.length === 0 ? 'none.' : `\n${list(pending)}`}`,
      ['Name the class, with its digits: npm run migration:stamp -- <Name>'],
    );
  }
}
