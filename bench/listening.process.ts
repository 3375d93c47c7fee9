import { spawn } from 'node:child_process';
import { once } from 'node:events';

const LIMIT_MS = 120_000;

/** Starts a server, waits until it says that it listens, and ends it with SIGTERM. @returns milliseconds to listening */
export async function untilListening(directory: string, command: string, args: readonly string[]): Promise<number> {
  const { DATABASE_URL: _, ...environment } = process.env;
  const began = performance.now();
  const child = spawn(command, args, {
    cwd: directory,
    env: { ...environment, ENVIRONMENT: 'development', PORT: '0', LOG_LEVEL: 'log' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  try {
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (output.includes('Listening on')) return performance.now() - began;
    }
    throw new Error(`${command} ${args.join(' ')} ended before it listened:\n${output}`);
  } finally {
    child.kill('SIGTERM');
    await ended;
    clearTimeout(limit);
  }
}
