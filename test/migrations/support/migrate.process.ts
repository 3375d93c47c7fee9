import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');

export interface MigrateProcess {
  start(): void;
  kill(): void;
  readonly ready: Promise<void>;
  readonly result: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Runs migrations in a process of its own, which waits for `start()`. */
export function migrateProcess(databaseUrl: string, mode: string): MigrateProcess {
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'scripts/register.js'), join(__dirname, 'migrate.script.ts'), mode],
    { cwd: root, env: { ...process.env, DATABASE_URL: databaseUrl }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const result = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return {
    start: () => void child.stdin.write('go\n'),
    kill: () => void child.kill('SIGKILL'),
    ready: Promise.race([once(child.stdout, 'data'), result]).then(() => undefined),
    result,
  };
}
