import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

const RUNS = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'`;

/** Windows knows no signals; elsewhere servers differ in whether they can see that a client has gone. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a command', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const start = (...argv: string[]) =>
    spawn(process.execPath, ['-r', './scripts/register.js', 'test/cli/ending.process.ts', database.url, ...argv]);
  const runs = async () => (await database.query(RUNS)).length > 0;

  it.each([
    ['SIGTERM', 'all', 'Ended by SIGTERM: what was not committed is rolled back, and may be run again.\n'],
    ['SIGINT', 'each', 'Ended by SIGINT: what was not committed is rolled back, and may be run again.\n'],
    ['SIGKILL', 'all', ''],
  ] as const)('that %s ends in a transaction (mode %s) ends it on the server as well', async (signal, mode, said) => {
    const child = start(mode, 'migration:run');
    const [stderr, ended] = [text(child.stderr), once(child, 'exit')];
    while (!(await runs())) await setTimeout(50);
    child.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(await stderr).toBe(said);
    const deadline = Date.now() + 10_000;
    while ((await runs()) && Date.now() < deadline) await setTimeout(50);
    expect(await runs()).toBe(false);
    expect(await database.query(`SELECT to_regclass('made') AS made`)).toEqual([{ made: null }]);
  });

  it('lets what waits for the end of the process, as to send traces, take its time', async () => {
    const child = start('all', 'db:status');
    const stdout = text(child.stdout);
    expect(await once(child, 'exit')).toEqual([3, null]);
    expect(await stdout).toMatch(/all was sent\n$/);
  });
});
