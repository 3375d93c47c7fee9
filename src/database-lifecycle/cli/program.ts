import { runCli, type CliOptions } from './cli.runner';

/** Milliseconds. */
const LEFT_OPEN = 1_000;

/** Where all is read that was printed: on Windows a pipe takes its time. */
function leave(): void {
  if (process.stdout.writableLength === 0) process.exit();
}

/**
 * Runs the command that the process was called with, and ends with its exit code. What is left open keeps it for a second
 * only: node-postgres leaves the connection to a server that has asked for a password in vain, for as long as that waits.
 */
export async function runProgram(options: CliOptions): Promise<void> {
  process.exitCode = await runCli(options);
  setTimeout(leave, LEFT_OPEN).unref();
}
