import type { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { ExitCode } from '../errors/database-lifecycle.error';

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

/** Output that nobody gets cuts no migration that is running. */
const outlive = (): void => undefined;

/** `db:journal | head` reads no further: that is no failure. */
const isLoss = ({ code }: NodeJS.ErrnoException): boolean => code !== 'EPIPE';

/**
 * Lends the process's own. Standard output is the command's alone meanwhile: what the app prints there, as TypeORM does by
 * its option `logging`, goes to standard error.
 * @returns what the work returns; the code of a failure where its answer was lost, as on a full disk
 */
export async function withProcessStreams(work: (streams: CliStreams) => Promise<ExitCode>): Promise<ExitCode> {
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.off('error', outlive).on('error', outlive);
  let loss: Error | undefined;
  const onError = (error: Error): void => void (loss = isLoss(error) ? error : loss);
  stdout.on('error', onError);
  const { write } = stdout;
  stdout.write = stderr.write.bind(stderr);
  try {
    const exitCode = await work({
      stdin,
      stdout: Object.create(stdout, { write: { value: write.bind(stdout) } }) as Writable,
      stderr,
    });
    // Streams tell of it a moment later.
    await setImmediate();
    if (!loss) return exitCode;
    stderr.write(`Standard output can not be written, so that the answer is lost: ${loss.message}.\n`);
    return ExitCode.failed;
  } finally {
    stdout.write = write;
    stdout.off('error', onError);
  }
}
