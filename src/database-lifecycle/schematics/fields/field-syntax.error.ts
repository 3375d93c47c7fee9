import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';

/** A field can not be read; nothing is written. */
export class FieldSyntaxError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  /**
   * @param word the field as it was written
   * @param place where in it, counted from 0
   * @param example one that is right, as near as possible to what was meant
   */
  constructor(word: string, place: number, what: string, example: string) {
    super([`${what}:`, `  ${word}`, `  ${' '.repeat(place)}^`].join('\n'), [
      `For example: ${example}`,
      'Nothing was written.',
    ]);
  }
}
