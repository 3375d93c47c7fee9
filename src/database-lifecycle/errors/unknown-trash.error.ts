import { DatabaseLifecycleError, ExitCode } from './database-lifecycle.error';

/** What a schema is that was named as a trash and is none of this app's. */
export type StrangeSchema = "another app's trash" | 'no trash';

const known = (names: readonly string[]): string =>
  names.length > 0 ? `Kept are: ${names.join(', ')}.` : 'Nothing of this app is set aside here.';

/** What was asked for is not set aside in this database; nothing was done. */
export class UnknownTrashError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  /** @param found what is there under that name; null when nothing is */
  static named(name: string, names: readonly string[], found: StrangeSchema | null): UnknownTrashError {
    const what = found === null ? `There is no trash "${name}"` : `Schema "${name}" is ${found}, and is not touched`;
    return new UnknownTrashError(`${what}. ${known(names)}`, ['See what is kept: npm run db:trash']);
  }

  static none(database: string): UnknownTrashError {
    return new UnknownTrashError(
      `Nothing of this app is set aside in database "${database}", so nothing can come back.`,
      [
        'Look where you are connected: npm run db:status',
        'See what was reset, restored and purged: npm run db:journal',
      ],
    );
  }
}
