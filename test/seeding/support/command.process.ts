import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command on the app of seeding.module.ts in a process of its own. */
export function commandProcess(
  databaseUrl: string,
  argv: readonly string[],
  environment = 'development',
): { kill(): void; readonly result: Promise<CommandResult> } {
  const script = ['-r', join(root, 'scripts/register.js'), join(__dirname, 'command.script.ts')];
  const child = spawn(process.execPath, [...script, ...argv], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl, ENVIRONMENT: environment, NODE_ENV: environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return {
    kill: () => void child.kill('SIGKILL'),
    result: once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      ...output,
    })),
  };
}
