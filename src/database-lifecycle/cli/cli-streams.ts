import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes; the process's own by default. */
export interface CliStreams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export const processStreams = (): CliStreams => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
