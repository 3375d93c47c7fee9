import { shownPath } from '../report/shown.path';

/** A file of the app that does not load; says which, as the error that it threw often does not. */
export class UnloadableFileError extends Error {
  constructor(file: string, cause: Error) {
    super([`${file} does not load: ${reasonOf(cause)}`, ...tooEarly(cause)].join('\n  -> '), { cause });
    this.name = new.target.name;
    this.stack = cause.stack;
  }
}

const TOO_EARLY = /^Cannot access '(\w+)' before initialization$/;

/** Metadata of decorators name the type of each property while its class is made, also one of a class that is not made yet. */
const tooEarly = ({ message }: Error): string[] => {
  const [, name] = TOO_EARLY.exec(message) ?? [];
  return name
    ? [`Is ${name} the type of an entity's property, import type Relation of typeorm: Relation<${name}>`]
    : [];
};

/** Node lists all that require one another, the loader of TypeORM too, behind the name of a module that is not there. */
export const reasonOf = ({ message }: Error): string => message.split('\nRequire stack:', 1)[0]!;

const FRAME = /^ +at (?:.* \()?(?:file:\/\/)?([^()]+):\d+:\d+\)?$/;
/** Runs a file as a whole, just below it in the stack. */
const RUNS_FILE = /^ +at (?:async )?(?:Module\.(?:m\.)?_compile|ModuleJob\.run) /;
const LOADS_FILE = /^ +at Module\.load /;
/** Node shows a line that it can not parse above the stack. */
const UNPARSED = /^(?:file:\/\/)?(\/.+|[A-Z]:\\.+):(\d+)\n[^]*\n\w*SyntaxError: /;

/** The error with the name of the app's file that threw it while it was loaded; any other error as it is. */
export function nameUnloadable(error: unknown): unknown {
  // An error with an exit code already says what to do.
  if (!(error instanceof Error) || error instanceof UnloadableFileError || 'exitCode' in error) return error;
  const { stack = '' } = error;
  const [, unparsed, itsLine] = UNPARSED.exec(stack) ?? [];
  if (unparsed) return new UnloadableFileError(`${shownPath(unparsed)}:${itsLine}`, error);
  const lines = stack.split('\n');
  const at = lines.findIndex((line, i) => RUNS_FILE.test(lines[i + 1] ?? '') && !line.includes('node_modules'));
  const [, file] = FRAME.exec(lines[at] ?? '') ?? [];
  // Thrown by another file, which this one loads.
  if (!file || lines.slice(0, at).some((above) => LOADS_FILE.test(above))) return error;
  // Without its line: compilers map imports and decorators to another one.
  return new UnloadableFileError(shownPath(file), error);
}
