import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from '../checkout.copy';
import { untilListening } from '../listening.process';
import { figureOf, timed } from '../turns';
import type { Work } from './work';

/** `users` and `pets`. */
const TABLES = 2;
const SERVER = `require('./dist/src/local-postgres').ensureLocalPostgres()`;

/** `./scripts/dev.sh` until the app listens, and its parts: its own PostgreSQL, the compiled app, the compiler. */
export const development: Work = {
  name: 'development',
  title: './scripts/dev.sh until the app listens, its packages installed',
  sizes: [],
  async run({ rounds }) {
    const { directory, remove } = copyCheckout();
    const run = (...args: string[]): Buffer => execFileSync(process.execPath, args, { cwd: directory });
    const stop = (): Buffer => run('scripts/run.js', 'src/local-postgres/cli', 'stop');
    const compiled = (): Promise<number> => untilListening(directory, process.execPath, ['dist/src/main.js']);
    const watched = (): Promise<number> => untilListening(directory, 'bash', ['scripts/dev.sh']);
    const server = (): Promise<number> => timed(async () => run('-e', SERVER));
    const times = new Map<string, number[]>();
    const measure = async (part: string, work: () => Promise<number>, isFirst: boolean): Promise<void> => {
      if (isFirst) rmSync(join(directory, '.postgres'), { recursive: true, force: true });
      times.set(part, [...(times.get(part) ?? []), await work()]);
      stop();
    };
    try {
      for (let round = 0; round < rounds; round += 1) {
        await measure('first, compiled: PostgreSQL made, tables, sample data', compiled, true);
        await measure('of that, PostgreSQL made and started', server, true);
        await measure('later, compiled', compiled, false);
        await measure('of that, PostgreSQL started', server, false);
        await measure('first, with the watch compiler', watched, true);
        await measure('later, with the watch compiler', watched, false);
      }
    } finally {
      remove();
    }
    return [...times].map(([part, values]) =>
      figureOf({ work: 'development', size: TABLES, unit: 'ms' }, part, values),
    );
  },
};
