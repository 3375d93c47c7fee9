import { DatabaseLifecycleError, ExitCode, LOOK_WHERE, UNCHANGED } from './database-lifecycle.error';

/** What a schema is that was named as a trash and is none of this app's. */
export type StrangeSchema = "another app's trash" | 'no trash';

/** What was asked for is not set aside in this database; nothing was done. */
export class UnknownTrashError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  /**
   * @param known names of what is kept
   * @param name left out where the newest was asked for
   * @param found what is there under that name
   */
  static of(known: readonly string[], name?: string, found?: StrangeSchema): UnknownTrashError {
    const kept = name === undefined ? 'No reset of this app is kept' : `No reset of this app is kept as "${name}"`;
    return new UnknownTrashError(
      [
        `${kept} in this database${known.length > 0 ? `; there is: ${known.join(', ')}` : ''}.`,
        ...(found === undefined ? [] : [`Schema "${name}" is ${found}, and is never touched.`]),
        UNCHANGED,
      ].join(' '),
      known.length > 0
        ? ['See what is kept: npm run db:trash']
        : [LOOK_WHERE, 'See what was reset, restored and purged: npm run db:journal'],
    );
  }
}
