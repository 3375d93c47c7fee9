import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..');

export interface ActProcess {
  start(): void;
  kill(): void;
  readonly ready: Promise<void>;
  readonly result: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Resets or restores in a process of its own, which waits for `start()`. */
export function actProcess(databaseUrl: string, act: 'reset' | 'restore', trash = ''): ActProcess {
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'scripts/register.js'), join(__dirname, 'act.script.ts'), act, trash],
    { cwd: root, env: { ...process.env, DATABASE_URL: databaseUrl }, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const result = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }));
  return {
    start: () => void child.stdin.write('go\n'),
    kill: () => void child.kill('SIGKILL'),
    ready: Promise.race([once(child.stdout, 'data'), result]).then(() => undefined),
    result,
  };
}
