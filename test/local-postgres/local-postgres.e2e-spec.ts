import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { ensureLocalPostgres, localPostgresStatus, stopLocalPostgres } from '../../src/local-postgres';
import { livePostmaster } from '../../src/local-postgres/postmaster.file';
import { openOrCreateDatabase } from '../../src/local-postgres/server.connection';
import { locate } from '../../src/local-postgres/state.directory';
import { onServer } from '../support/test-database';
import { ensureInProcess, spawnEnsure } from './processes';

const TEN = 10;

const portOf = (url: string): number => Number(new URL(url).port);

const rows = (url: string): Promise<number[]> =>
  onServer(url, async (client) => (await client.query<{ n: number }>('SELECT n FROM kept')).rows.map(({ n }) => n));

describe('the embedded PostgreSQL', () => {
  const checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
  const directory = join(checkout, '.postgres');
  const file = (...names: string[]): string => join(directory, ...names);
  const ensure = (database?: string): ReturnType<typeof ensureLocalPostgres> =>
    ensureLocalPostgres({ directory, database });
  const stop = (): Promise<boolean> => stopLocalPostgres({ directory });
  const serverPid = (): number => Number(readFileSync(file('data', 'postmaster.pid'), 'utf8').split('\n')[0]);

  async function killServer(): Promise<void> {
    const pid = serverPid();
    process.kill(pid, 'SIGKILL');
    while ((await localPostgresStatus({ directory })).running) await sleep(5);
  }

  // The directory is reachable for the account that the server runs as under root.
  beforeAll(() => chmodSync(checkout, 0o755));

  afterAll(async () => {
    await stop();
    rmSync(checkout, { recursive: true, force: true });
  });

  it('is started once by ten processes that want it at once, and the data is one', async () => {
    const results = await Promise.all(Array.from({ length: TEN }, () => ensureInProcess(directory)));
    expect(results.filter(({ started }) => started)).toHaveLength(1);
    expect(new Set(results.map(({ url }) => url)).size).toBe(1);
    await onServer(results[0]!.url, (client) => client.query('CREATE TABLE kept AS SELECT 7 AS n'));
    expect(readFileSync(file('server.log'), 'utf8')).not.toMatch(/ERROR|PANIC|already exists/);
    expect(readdirSync(directory).filter((name) => name.startsWith('build-'))).toEqual([]);
  });

  it('is adopted while it runs: same server, nothing started', async () => {
    const pid = serverPid();
    const { url, started } = await ensure();
    expect(started).toBe(false);
    expect(serverPid()).toBe(pid);
    expect(await rows(url)).toEqual([7]);
    expect(await localPostgresStatus({ directory })).toEqual({
      running: true,
      data: file('data'),
      pid,
      port: portOf(url),
    });
  });

  it('creates the database that is asked for', async () => {
    const { url } = await ensure('pets of "Ann"');
    const database = await onServer(url, (client) => client.query('SELECT current_database() AS name'));
    expect(database.rows).toEqual([{ name: 'pets of "Ann"' }]);
  });

  it('creates none on a server of another directory, although it has the same password and the port', async () => {
    const { url } = await ensure();
    const place = locate(directory);
    const other = { ...livePostmaster(place.data)!, run: 'of another directory' };
    await expect(openOrCreateDatabase(place, other, 'stray')).rejects.toThrow('serves another data directory');
    const stray = await onServer(url, (client) => client.query(`SELECT FROM pg_database WHERE datname = 'stray'`));
    expect(stray.rowCount).toBe(0);
  });

  it('keeps its password in a file that only its owner reads, asks for it, and shows it to nobody', async () => {
    const password = readFileSync(file('password'), 'utf8');
    expect(password.length).toBeGreaterThanOrEqual(32);
    expect(statSync(file('password')).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readFileSync(file('server.log'), 'utf8')).not.toContain(password);
    const { url } = await ensure();
    const intruder = new Client(url.replace(password, 'guess'));
    await expect(intruder.connect()).rejects.toThrow('password authentication failed');
  });

  it('listens on 127.0.0.1 only, and on no socket', async () => {
    const { url } = await ensure();
    const settings = await onServer(url, (client) =>
      client.query(`SELECT name, setting FROM pg_settings
        WHERE name IN ('listen_addresses', 'unix_socket_directories', 'password_encryption') ORDER BY name`),
    );
    expect(settings.rows.map(({ setting }) => setting as string)).toEqual(['127.0.0.1', 'scram-sha-256', '']);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address, family }) => family === 'IPv4' && address !== '127.0.0.1');
    for (const { address } of [...others, { address: '127.0.0.2' }]) {
      const client = new Client({ connectionString: url.replace('127.0.0.1', address), connectionTimeoutMillis: 1000 });
      await expect(client.connect()).rejects.toThrow('ECONNREFUSED');
    }
  });

  it('stops, says so, and comes back on its port with its data', async () => {
    const port = portOf((await ensure()).url);
    expect(await stop()).toBe(true);
    expect(await stop()).toBe(false);
    expect(await localPostgresStatus({ directory })).toEqual({ running: false, data: file('data') });
    const { url, started } = await ensure();
    expect(started).toBe(true);
    expect(portOf(url)).toBe(port);
    expect(await rows(url)).toEqual([7]);
  });

  it('takes another port when somebody else listens on its own', async () => {
    const port = portOf((await ensure()).url);
    await stop();
    const somebody = await new Promise<Server>((resolve) => {
      const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
    });
    const { url } = await ensure();
    somebody.close();
    expect(portOf(url)).not.toBe(port);
    expect(Number(readFileSync(file('port'), 'utf8'))).toBe(portOf(url));
    expect(await rows(url)).toEqual([7]);
  });

  it('recovers from kill -9, with a stale postmaster.pid, and keeps what was committed', async () => {
    const { url: before } = await ensure();
    await onServer(before, (client) => client.query('INSERT INTO kept VALUES (8)'));
    await killServer();
    const { url, started } = await ensure();
    expect(started).toBe(true);
    expect(await rows(url)).toEqual([7, 8]);
  });

  it('is not fooled by a stale postmaster.pid whose pid went to another program of the same user', async () => {
    await ensure();
    await killServer();
    const owner = statSync(file('data'));
    const other: ChildProcess = spawn('sleep', ['60'], { uid: owner.uid, gid: owner.gid });
    try {
      const pidFile = file('data', 'postmaster.pid');
      writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(other.pid)));
      expect((await localPostgresStatus({ directory })).running).toBe(false);
      expect(await stop()).toBe(false);
      const { url, started } = await ensure();
      expect(started).toBe(true);
      expect(await rows(url)).toEqual([7, 8]);
      expect(other.exitCode ?? other.signalCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('says at once what to do when the password is not the one of the server', async () => {
    await ensure();
    const password = readFileSync(file('password'), 'utf8');
    writeFileSync(file('password'), 'another');
    try {
      await expect(ensure()).rejects.toThrow(
        /pid \d+, port \d+\) runs but can't be used: password authentication failed[^]*-> .*npm run db:stop[^]*-> If .*password was lost/,
      );
    } finally {
      writeFileSync(file('password'), password);
    }
  }, 15_000);

  it('says what stands in the place of its directory, or above it', async () => {
    const taken = join(checkout, 'taken');
    writeFileSync(taken, '');
    for (const place of [taken, join(taken, '.postgres')]) {
      const told = [
        `${taken} is a file, expected a directory: the embedded PostgreSQL keeps its state in ${place}.`,
        `  -> Move it away, and run the command again: mv ${taken} ${taken}.moved`,
        expect.stringContaining('set DATABASE_URL'),
      ];
      for (const act of [ensureLocalPostgres, localPostgresStatus, stopLocalPostgres]) {
        const error = await act({ directory: place }).catch((failure: Error) => failure);
        expect(error).toMatchObject({ name: 'LocalPostgresError' });
        expect((error as Error).message.split('\n')).toEqual(told);
      }
    }
  });

  it('starts after its first start was killed half-way', async () => {
    const half = join(checkout, 'half');
    const process = spawnEnsure(half);
    while (!(existsSync(half) && readdirSync(half).some((name) => name.startsWith('build-data-')))) await sleep(2);
    process.kill('SIGKILL');
    try {
      expect(await ensureLocalPostgres({ directory: half })).toMatchObject({ started: true });
    } finally {
      await stopLocalPostgres({ directory: half });
    }
  });

  it('starts anew for a copy of the checkout that was made while it ran', async () => {
    const { url } = await ensure();
    const copy = join(checkout, 'copy');
    const owner = statSync(file('data'));
    cpSync(directory, copy, { recursive: true });
    for (const name of readdirSync(copy, { recursive: true, encoding: 'utf8' })) {
      lchownSync(join(copy, name), owner.uid, owner.gid);
    }
    // As what copies without modes leaves it, Node 22's cpSync() among them.
    chmodSync(join(copy, 'data'), 0o755);
    try {
      expect((await localPostgresStatus({ directory: copy })).running).toBe(false);
      const started = await ensureLocalPostgres({ directory: copy });
      expect(started.started).toBe(true);
      expect(portOf(started.url)).not.toBe(portOf(url));
    } finally {
      await stopLocalPostgres({ directory: copy });
    }
    expect((await localPostgresStatus({ directory })).running).toBe(true);
  });
});
