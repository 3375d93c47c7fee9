/** Exit codes of the commands; part of the public interface. */
export const ExitCode = {
  /** Fine, and nothing is left to do. */
  ok: 0,
  /** It failed; the message says of what. */
  failed: 1,
  /** Called or configured in a way that can not work. */
  usage: 2,
  /** Something is to be done: tables missing, migrations pending, drift. */
  pending: 3,
  /** Refused for safety. */
  refused: 4,
} as const;
/** One of the numbers of {@link ExitCode}. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Ends the message of what was refused. */
export const UNCHANGED = 'Nothing was changed.';

/** What to do where another database may have been meant. */
export const LOOK_WHERE = 'Look where you are connected: npm run db:status';

/** What is said where the name of the database was asked for, and another answer came, or none. */
export function notItsName(database: string, answer: string | null): string {
  const what = answer === null ? 'The question was left without an answer' : `"${answer}" was given as its name`;
  return `The database is called "${database}". ${what}. ${UNCHANGED}`;
}

/** Items behind a message that ends in a colon, one a line. */
export const listed = (items: readonly string[]): string => items.map((item) => `\n  - ${item}`).join('');

/**
 * Base of all errors of this module: its message says what happened and why, then what to do next. `name` is the class's,
 * e.g. `LifecycleLockError`, by which an app tells them apart; `exitCode` says of what kind it is.
 */
export class DatabaseLifecycleError extends Error {
  /** The exit code of a command that ends with this error. */
  readonly exitCode: ExitCode = ExitCode.failed;

  constructor(what: string, remedies: readonly string[] = [], options?: ErrorOptions) {
    super([what, ...remedies.map((remedy) => `  -> ${remedy}`)].join('\n'), options);
    this.name = new.target.name;
  }

  /** The same error, which says one thing more. */
  noting(remark: string): this {
    this.message += `\n  -> ${remark}`;
    return this;
  }
}
