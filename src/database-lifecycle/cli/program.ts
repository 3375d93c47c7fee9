import { runCli, type CliOptions } from './cli.runner';

/** How long what is left open may keep the process alive, in milliseconds. */
const LEFT_OPEN = 1_000;

/** Ends the process unless printed text is still waiting to be read: on Windows a pipe takes its time. */
function leave(): void {
  if (process.stdout.writableLength === 0) process.exit();
}

/**
 * Runs the command that the process was called with, and ends with its exit code. Whatever is left open keeps the
 * process for one second only: node-postgres does not close a connection whose server asks for a password that nobody
 * has.
 */
export async function runProgram(options: CliOptions): Promise<void> {
  process.exitCode = await runCli(options);
  setTimeout(leave, LEFT_OPEN).unref();
}
