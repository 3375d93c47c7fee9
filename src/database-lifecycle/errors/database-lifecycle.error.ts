/** Exit codes of the commands; part of the public interface. */
export const ExitCode = { ok: 0, failed: 1, usage: 2, pending: 3, refused: 4 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Base of all errors of this module: its message says what happened and why, then what to do next. */
export class DatabaseLifecycleError extends Error {
  /** The exit code of a command that ends with this error. */
  readonly exitCode: ExitCode = ExitCode.failed;

  constructor(what: string, remedies: readonly string[] = [], options?: ErrorOptions) {
    super([what, ...remedies.map((remedy) => `  -> ${remedy}`)].join('\n'), options);
    this.name = new.target.name;
  }
}
