import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(__dirname, '..', '..');

export interface EndOfProcess {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** A TypeScript file of the tests in a process of its own, with which one speaks in lines. */
export interface ScriptProcess {
  write(line: string): void;
  /** The next line that it prints. @throws Error when it ends before that */
  read(): Promise<string>;
  /** kill -9. */
  kill(): Promise<EndOfProcess>;
  readonly ended: Promise<EndOfProcess>;
}

export function scriptProcess(file: string): ScriptProcess {
  const child = spawn(process.execPath, ['-r', join(root, 'scripts/register.js'), file], { cwd: root });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // Who writes to a process that was killed learns it by its end.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stderr,
  }));
  return {
    write: (line) => void child.stdin.write(`${line}\n`),
    read: async () => {
      const { done, value } = await lines.next();
      if (done) throw new Error(`The process ended: ${JSON.stringify(await ended)}`);
      return value;
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
    ended,
  };
}
