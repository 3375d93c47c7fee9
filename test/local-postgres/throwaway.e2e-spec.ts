import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { startThrowawayPostgres } from '../../src/local-postgres';
import { throwawayPlace } from '../../src/local-postgres/throwaway.directory';
import { onServer } from '../support/test-database';
import { makeCheckout, type CheckoutFixture } from './checkout.fixture';
import { CHECKOUT, runModule } from './processes';

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

  describe('that does not start', () => {
    let checkout: CheckoutFixture;
    beforeEach(() => {
      checkout = makeCheckout();
      checkout.setMode(0o755);
    });
    afterEach(() => checkout.remove());

    /** What it says, and the directories that are left. */
    async function failure(): Promise<{ stderr: string; left: string[] }> {
      const { root } = checkout;
      const { code, stderr } = await runModule(['test/local-postgres/throwaway.process'], {
        checkout: root,
        cwd: root,
        env: { TMPDIR: root },
      });
      expect(code).toBe(1);
      return { stderr, left: readdirSync(root).filter((name) => name.startsWith('throwaway-')) };
    }

    it('shows the end of its log and leaves nothing, nor advice about it', async () => {
      checkout.wrapPgCtl('echo max_connections = many >> data/postgresql.conf');
      const { stderr, left } = await failure();
      expect(stderr).toMatch(
        /LocalPostgresError: Starting the embedded PostgreSQL in .* failed:\n[^]*"max_connections": "many"[^]*\n {2}-> .* DATABASE_URL/,
      );
      expect(stderr).not.toMatch(/whole log|remove/);
      expect(left).toEqual([]);
    });

    it('does the same when it ends right after its start', async () => {
      checkout.wrapPgCtl(':', '"$0.real" stop --wait --mode immediate --pgdata data');
      const { stderr, left } = await failure();
      expect(stderr).toMatch(
        /LocalPostgresError: Starting .* failed:\n[^]*received immediate shutdown request\n[^]*ended right after its start\.\n {2}-> .* DATABASE_URL/,
      );
      expect(stderr).not.toMatch(/whole log|remove/);
      expect(left).toEqual([]);
    });
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
