import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes; the process's own by default. */
export interface CliStreams {
  /** Where a person's answers come from, when it is a terminal. */
  readonly stdin: Readable & {
    /** Whether somebody can be asked. */
    readonly isTTY?: boolean;
  };
  /** Gets the answer, with `--json` as one document. */
  readonly stdout: Writable;
  /** Gets the log, progress, questions and errors. */
  readonly stderr: Writable & {
    /** Whether progress may be drawn. */
    readonly isTTY?: boolean;
  };
}

export const processStreams = (): CliStreams => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
