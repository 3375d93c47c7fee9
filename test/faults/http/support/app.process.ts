import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../..');
/** Loads and type-checks sources on a busy machine. */
const START_WITHIN_MS = 240_000;

export interface AppEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The app as `npm start` runs it, in a process of its own. */
export interface AppProcess {
  readonly address: string;
  /** All that it has printed so far, on both streams. */
  output(): string;
  /** In bytes, after a collection of garbage. */
  memory(): Promise<{ readonly heapUsed: number; readonly rss: number }>;
  /** Asks it to end, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<AppEnd>;
}

/** @param described whether /docs-json is to be as `nest build` makes it, which takes TypeScript some seconds */
export async function startAppProcess(
  variables: Record<string, string>,
  { described = false } = {},
): Promise<AppProcess> {
  const register = described ? './test/faults/http/support/described.register.js' : './scripts/register.js';
  const probe = ['--expose-gc', '-r', './test/faults/http/support/memory.probe.js'];
  const child: ChildProcess = spawn(process.execPath, [...probe, '-r', register, 'src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ENVIRONMENT: 'test', NO_COLOR: '1', PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as AppEnd);
  const late = setTimeout(() => child.kill('SIGKILL'), START_WITHIN_MS);
  const address = await new Promise<string>((resolve, reject) => {
    const read = (chunk: unknown): void => {
      output += String(chunk);
      const [, found] = /Listening on (http:\S+)/.exec(output) ?? [];
      if (found) resolve(found);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    void ended.then(() => reject(new Error(`The app did not start:\n${output}`)));
  }).finally(() => clearTimeout(late));
  return {
    address: address.replace('localhost', '127.0.0.1'),
    output: () => output,
    memory: async () => {
      child.send('memory');
      const [answer] = await once(child, 'message', { signal: AbortSignal.timeout(30_000) });
      return answer as { heapUsed: number; rss: number };
    },
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const hung = setTimeout(() => child.kill('SIGKILL'), 60_000);
      return ended.finally(() => clearTimeout(hung));
    },
  };
}
