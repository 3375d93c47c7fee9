import { DatabaseLifecycleError, ExitCode } from '../../errors/database-lifecycle.error';

const NOTHING_WRITTEN = 'Nothing was written.';
const OTHER_NAME = 'Choose another name; its table may still be called so, by @Entity().';

/** What would be written does not compile. */
export class SourceError extends DatabaseLifecycleError {
  override readonly exitCode = ExitCode.usage;

  static twoOfOneName(path: string, name: string, from: readonly string[]): SourceError {
    return new SourceError(`${path.slice(1)} would have two things called ${name}: ${from.join(' and ')}.`, [
      OTHER_NAME,
      NOTHING_WRITTEN,
    ]);
  }

  static nameOfJavaScript(path: string, name: string): SourceError {
    return new SourceError(`${path.slice(1)} would hide the ${name} of JavaScript, which generated code needs.`, [
      OTHER_NAME,
      NOTHING_WRITTEN,
    ]);
  }

  /** @param line counted from 1 */
  static unreadable(path: string, line: number, why: string, isNew: boolean): SourceError {
    return new SourceError(`${path.slice(1)}:${line} is no TypeScript: ${why}`, [
      isNew
        ? 'This is a fault of the generator: please report it, with the command that you have called.'
        : 'Correct this file, then call the same command again.',
      NOTHING_WRITTEN,
    ]);
  }

  static unformatted(why: string): SourceError {
    return new SourceError(`prettier could not format what was generated: ${why}`, [
      'Look whether it works by itself: npx prettier --check package.json',
      NOTHING_WRITTEN,
    ]);
  }
}
