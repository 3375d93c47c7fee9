import { spawn } from 'node:child_process';
import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { startThrowawayPostgres } from '../../src/local-postgres';
import { throwawayPlace } from '../../src/local-postgres/throwaway.directory';
import { onServer } from '../support/test-database';
import { CHECKOUT } from './processes';

const dataDirectory = (url: string): Promise<string> =>
  onServer(url, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return rows[0]!.data_directory;
  });

describe('the throw-away PostgreSQL', () => {
  it('is gone once stopped, and takes what a killed run left with it', async () => {
    const killed = spawn(process.execPath, ['scripts/run.js', 'test/local-postgres/throwaway.process'], {
      cwd: CHECKOUT,
    });
    const leftUrl = await new Promise<string>((resolve) =>
      killed.stdout.once('data', (chunk) => resolve(String(chunk))),
    );
    const left = await dataDirectory(leftUrl);
    await new Promise((resolve) => {
      killed.once('exit', resolve);
      killed.kill('SIGKILL');
    });
    expect(await dataDirectory(leftUrl)).toBe(left);

    const server = await startThrowawayPostgres();
    const data = await dataDirectory(server.url);
    expect(existsSync(join(left, '..'))).toBe(false);
    await expect(new Client(leftUrl).connect()).rejects.toThrow('ECONNREFUSED');
    // The server that this test run itself lives on has an owner that lives.
    await onServer(process.env.TEST_DATABASE_URL as string, (client) => client.query('SELECT'));
    await onServer(server.url, async (client) => {
      const { rows } = await client.query<{ fsync: string; connections: string }>(
        `SELECT current_setting('fsync') AS fsync, current_setting('max_connections') AS connections`,
      );
      expect(rows).toEqual([{ fsync: 'off', connections: '200' }]);
    });

    await server.stop();
    expect(existsSync(join(data, '..'))).toBe(false);
    await expect(new Client(server.url).connect()).rejects.toThrow('ECONNREFUSED');
  });

  it('may be stopped twice, at once and afterwards', async () => {
    const { stop } = await startThrowawayPostgres();
    await Promise.all([stop(), stop()]);
    await stop();
  });

  const memory = '/dev/shm';
  const hasRoom = (): boolean => {
    if (process.env.TMPDIR || !existsSync(memory)) return false;
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 3e9 && process.availableMemory() > 6e9;
  };
  (hasRoom() ? describe : describe.skip)('where Linux has room for it in memory', () => {
    it('is there, unless TMPDIR names another place', () => {
      expect(throwawayPlace()).toBe(memory);
      const temporary = tmpdir();
      process.env.TMPDIR = temporary;
      try {
        expect(throwawayPlace()).toBe(temporary);
      } finally {
        delete process.env.TMPDIR;
      }
    });
  });

  it('is in the directory that it is given', async () => {
    const server = await startThrowawayPostgres(tmpdir());
    try {
      expect(dirname(dirname(await dataDirectory(server.url)))).toBe(tmpdir());
    } finally {
      await server.stop();
    }
  });
});
