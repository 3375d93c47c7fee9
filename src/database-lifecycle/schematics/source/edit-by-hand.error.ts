import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';

/** What `nest add` has no flag for: an app without the module has nothing of it. */
const BY_HAND = 'A generator also goes on with nest g ... --skip-import; then register what it has made yourself.';

/** A file is written in a way that can not be edited without guessing. */
export class EditByHandError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  static noModule(path: string): EditByHandError {
    return new EditByHandError(`${path.slice(1)} has no class with @Module({ ... }).`, [
      `Write it so. ${BY_HAND}`,
      'Nothing was written.',
    ]);
  }

  static notAList(path: string, property: string, found: string): EditByHandError {
    return new EditByHandError(
      `In ${path.slice(1)} "${property}" of @Module() is not written as a list, found: ${found.slice(0, 80)}`,
      [`Write it as ${property}: [...]. ${BY_HAND}`, 'Nothing was written.'],
    );
  }
}
