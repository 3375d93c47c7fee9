import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes; the process's own by default. */
export interface CliStreams {
  /** Where a person's answers come from, when it is a terminal. */
  readonly stdin: Readable & {
    /** Whether somebody can be asked. */
    readonly isTTY?: boolean;
  };
  /** Gets the answer, with `--json` as one document. */
  readonly stdout: Writable & {
    /** Whether a terminal obeys what is in it; a file or program gets it byte for byte. */
    readonly isTTY?: boolean;
  };
  /** Gets the log, progress, questions and errors. */
  readonly stderr: Writable & {
    /** Whether progress may be drawn. */
    readonly isTTY?: boolean;
  };
}

/** `db:journal | head` reads no further: that is no failure, and cuts no migration that is running. */
const outliveReader = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
};

/**
 * Lends the process's own. Standard output is the command's alone meanwhile: what the app prints there, as TypeORM does by
 * its option `logging`, goes to standard error.
 */
export async function withProcessStreams<Result>(work: (streams: CliStreams) => Promise<Result>): Promise<Result> {
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.off('error', outliveReader).on('error', outliveReader);
  const { write } = stdout;
  stdout.write = stderr.write.bind(stderr);
  try {
    return await work({
      stdin,
      stdout: Object.create(stdout, { write: { value: write.bind(stdout) } }) as Writable,
      stderr,
    });
  } finally {
    stdout.write = write;
  }
}
