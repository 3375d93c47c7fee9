import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

export interface BootResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The messages of Nest's log, in order. */
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Boots the app of boot.script.ts, or of another script, in a process of its own. */
export function bootProcess(
  databaseUrl: string,
  script = 'boot.script.ts',
): {
  readonly pid: number;
  kill(): void;
  readonly result: Promise<BootResult>;
} {
  const child = spawn(process.execPath, ['-r', join(root, 'scripts/register.js'), join(__dirname, script)], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl, ENVIRONMENT: 'development' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return {
    pid: child.pid!,
    kill: () => void child.kill('SIGKILL'),
    result: once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stderr: output.stderr,
      lines: output.stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => (JSON.parse(line) as { message: string | { text: string } }).message)
        .map((message) => (typeof message === 'string' ? message : message.text)),
    })),
  };
}
