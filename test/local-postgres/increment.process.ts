/** Run by the tests through scripts/run.js: adds to a number in a file, many times, each time under the start lock. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as tick } from 'node:timers/promises';
import { withStartLock } from '../../src/local-postgres/start.lock';

const [lock, file, times] = process.argv.slice(2) as [string, string, string];

async function increment(): Promise<void> {
  const value = Number(readFileSync(file, 'utf8'));
  await tick();
  writeFileSync(file, String(value + 1));
}

void (async () => {
  for (let i = 0; i < Number(times); i += 1) await withStartLock(lock, increment);
})();
