import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';

/** A file is written in a way that can not be edited without guessing. */
export class EditByHandError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  static noModule(path: string): EditByHandError {
    return new EditByHandError(`${path} has no class with @Module({ ... }).`, [
      'Go on with --skip-import, and register what was generated yourself.',
      'Nothing was written.',
    ]);
  }

  static notAList(path: string, property: string, found: string): EditByHandError {
    return new EditByHandError(
      `In ${path} "${property}" of @Module() is not written as a list, found: ${found.slice(0, 80)}`,
      [
        `Write it as ${property}: [...], or go on with --skip-import and register what was generated yourself.`,
        'Nothing was written.',
      ],
    );
  }
}
