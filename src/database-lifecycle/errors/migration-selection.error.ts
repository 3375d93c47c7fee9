import { UsageError } from './usage.error';

const list = (executed: readonly string[]): string =>
  executed.length === 0
    ? 'No migration was run yet.'
    : `Run so far, the last first:\n${executed.map((name) => `  ${name}`).join('\n')}`;

/** A migration was asked for that is not there; nothing was done. */
export class MigrationSelectionError extends UsageError {
  static unknown(name: string, executed: readonly string[]): MigrationSelectionError {
    return new MigrationSelectionError(`No migration ${name} was run on this database. ${list(executed)}`, [
      'Revert all that were run after one of them: npm run migration:revert -- --to <Name>',
    ]);
  }

  static steps(steps: number, executed: readonly string[]): MigrationSelectionError {
    return new MigrationSelectionError(
      `${steps} migrations can not be reverted, ${executed.length} were run. ${list(executed)}`,
      [`Revert at most ${executed.length}: npm run migration:revert -- --steps <N>`],
    );
  }

  static malformedSteps(steps: string): MigrationSelectionError {
    return new MigrationSelectionError(`--steps ${steps} is no number of migrations, expected 1 or more.`, [
      'For example: npm run migration:revert -- --steps 2',
    ]);
  }

  static both(): MigrationSelectionError {
    return new MigrationSelectionError('--to and --steps say the same in two ways, expected one of them.', [
      'For example: npm run migration:revert -- --steps 2',
    ]);
  }

  static notInCode(names: readonly string[]): MigrationSelectionError {
    return new MigrationSelectionError(
      `This app's code does not have ${names.join(', ')}, which the database has run, so it can not be reverted here. Nothing was reverted.`,
      ['Revert it with the version of the app that has it; see them all: npm run migration:show'],
    );
  }

  static since(name: string, known: readonly string[]): MigrationSelectionError {
    return new MigrationSelectionError(
      `This app's code has no migration ${name}. It has, in running order:\n${known.map((other) => `  ${other}`).join('\n')}`,
      ['Name the last one that is deployed: npm run migration:check -- --since <Name>'],
    );
  }
}
