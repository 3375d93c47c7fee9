import { baselineRemedies } from './baseline.remedy';
import { MigrationError } from './migration.error';
import type { MigrationLoss, MigrationRefusal } from '../interfaces/migration-draft.interface';
import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** No migration could be generated; no file was written, or it was taken back. */
export class MigrationGenerationError extends DatabaseLifecycleError {
  static existing(error: Error): MigrationGenerationError {
    return new MigrationGenerationError(
      `The migrations that there are do not run from zero, so that nothing can be compared with what they make. ${error.message.split('\n', 1)[0]}`,
      [
        ...baselineRemedies(error instanceof MigrationError ? error.cause.driverError : undefined),
        'See what is wrong with them: npm run migration:check',
      ],
      { cause: error },
    );
  }

  static roundTrip(reasons: readonly string[], cause?: unknown): MigrationGenerationError {
    return new MigrationGenerationError(
      ['The generated migration failed its round trip, so that its files were deleted:', ...reasons].join('\n   '),
      ['Write this change by hand: npm run migration:create -- <Name>', 'See what would be written: add --dry-run'],
      { cause },
    );
  }
}

/** A change that nobody should make without a word of the person who knows; no file was written. */
export class GenerationRefusedError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.refused;

  static unsafe(refusals: readonly MigrationRefusal[]): GenerationRefusedError {
    return new GenerationRefusedError(refusals.map(({ message }) => message).join('\n'), [
      ...new Set(refusals.flatMap(({ remedies }) => remedies)),
    ]);
  }

  static losses(losses: readonly MigrationLoss[], command: string): GenerationRefusedError {
    const kept = losses.find(({ keep }) => keep !== undefined);
    return new GenerationRefusedError(
      ['This migration would lose data:', ...losses.map(({ path, what }) => `${path}: ${what}`)].join('\n   '),
      [
        `If you mean it: ${command}`,
        ...(kept ? [`Is a table to stay that no entity has, give it one: ${kept.keep}`] : []),
      ],
    );
  }

  /** @param pairs each `table.old -> new` */
  static renameOrNot(pairs: readonly string[], rename: string, noRename: string): GenerationRefusedError {
    return new GenerationRefusedError(
      ['Renamed, or one dropped and another added? That is not guessed:', ...pairs].join('\n   '),
      [`Renamed: ${rename}`, `Dropped and added, with the loss of what is dropped: ${noRename}`],
    );
  }
}
