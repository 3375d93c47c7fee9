import { constants } from 'node:os';
import { runCli, type CliOptions } from './cli.runner';

/** How long what is left open may keep the process alive, in milliseconds. */
const LEFT_OPEN = 1_000;

/** Ends the process unless printed text is still waiting to be read: on Windows a pipe takes its time. */
function leave(): void {
  if (process.stdout.writableLength === 0) process.exit();
}

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

function endBy(signal: (typeof STOP_SIGNALS)[number]): void {
  const behindProgress = process.stderr.isTTY ? '\n' : '';
  process.stderr.write(
    `${behindProgress}Ended by ${signal}: what was not committed is rolled back, and may be run again.\n`,
  );
  process.kill(process.pid, signal);
  // Process 1 of a container outlives a signal that it does not listen to.
  process.exit(128 + constants.signals[signal]);
}

/**
 * Runs the command that the process was called with, and ends with its exit code, or by SIGTERM and SIGINT at once.
 * Whatever is left open keeps the process for one second only: node-postgres does not close a connection whose server
 * asks for a password that nobody has. What waits for `beforeExit`, as to flush traces, has its own time.
 */
export async function runProgram(options: CliOptions): Promise<void> {
  for (const signal of STOP_SIGNALS) process.once(signal, endBy);
  process.exitCode = await runCli(options);
  for (const signal of STOP_SIGNALS) process.off(signal, endBy);
  const limit = setTimeout(leave, LEFT_OPEN).unref();
  process.once('beforeExit', () => clearTimeout(limit));
}
