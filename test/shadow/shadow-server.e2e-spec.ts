import { Logger } from '@nestjs/common';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, onServer, serverUrl, type TestDatabase } from '../support/test-database';
import { serverVersion } from '../support/server-version';
import { tapWire } from '../support/wire';
import { startOwnServer, type OwnServer } from '../traps/support/own-server';
import { noServer15, startServer15 } from './server-15';
import { createRole, currentDatabase, shadowsOn, withShadowDatabase, withTarget } from './support';

/** Of the connected server. */
const major = Math.floor(serverVersion() / 10_000);

const handing = (url: string, stop = jest.fn(async () => undefined)) => {
  const provider = jest.fn(async () => ({ url, stop }));
  return { provider, stop };
};

function askedInProduction(database: TestDatabase, url: string) {
  const { provider, stop } = handing(url);
  const work = withTarget(database.url, (target) => withShadowDatabase(target, currentDatabase, provider), {
    environment: 'production',
  });
  return { work, stop };
}

async function warnings(database: TestDatabase, url: string): Promise<unknown[]> {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  try {
    await askedInProduction(database, url).work;
    return warn.mock.calls.flat();
  } finally {
    warn.mockRestore();
  }
}

describe('the server of shadow databases', () => {
  let database: TestDatabase;
  let other: OwnServer;

  beforeAll(async () => {
    other = await startOwnServer();
  });
  afterAll(() => other.remove());
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    const left = await shadowsOn(other.url);
    await database.drop();
    if (left.length > 0) throw new Error(`left on the other server: ${left.join(', ')}`);
  });

  it('is the connected one where that may hold them, and no other is asked for', async () => {
    const { provider } = handing(other.url);
    await withTarget(database.url, (target) =>
      withShadowDatabase(
        target,
        async (shadow) => expect(await shadowsOn()).toContain(await currentDatabase(shadow)),
        provider,
      ),
    );
    expect(provider).not.toHaveBeenCalled();
  });

  it('is the other one in production: the connected one is only read', async () => {
    await database.query('CREATE TABLE kept (id int)');
    const before = await readCatalog(database.url);
    const wire = await tapWire(database.url);
    const { provider, stop } = handing(other.url);
    try {
      await withTarget(
        wire.url,
        (target) =>
          withShadowDatabase(
            target,
            async (shadow) => {
              expect(await shadowsOn(other.url)).toEqual([await currentDatabase(shadow)]);
              await shadow.query('CREATE TABLE made (id int)');
            },
            provider,
          ),
        { environment: 'production' },
      );
      expect(stop).toHaveBeenCalledTimes(1);
      expect(wire.sql().length).toBeGreaterThan(0);
      expect(wire.sql().filter((sql) => !/^\s*(SELECT|SHOW|BEGIN|ROLLBACK)/i.test(sql))).toEqual([]);
      expect(await readCatalog(database.url)).toEqual(before);
    } finally {
      await wire.close();
    }
  });

  it.each(['', 'CREATEDB'])('is the other one for a role that has only "%s" and reads only', async (attributes) => {
    const role = await createRole(database, attributes);
    if (attributes) await database.query(`ALTER ROLE ${role.name} SET default_transaction_read_only = on`);
    const { provider, stop } = handing(other.url);
    try {
      const name = await withTarget(role.url, (target) => withShadowDatabase(target, currentDatabase, provider));
      expect(name).toMatch(/^lifecycle_shadow_/);
      expect(stop).toHaveBeenCalledTimes(1);
    } finally {
      await role.drop();
    }
  });

  it('is stopped after work that fails', async () => {
    const { provider, stop } = handing(other.url);
    const failing = withTarget(
      database.url,
      (target) => withShadowDatabase(target, async () => Promise.reject(new Error('as planned')), provider),
      { environment: 'production' },
    );
    await expect(failing).rejects.toThrow('as planned');
    expect(stop).toHaveBeenCalledTimes(1);
  });

  describe('is refused', () => {
    it('when it is the connected one, by another name', async () => {
      const wire = await tapWire(serverUrl());
      const url = new URL(wire.url);
      url.hostname = 'localhost';
      const { work, stop } = askedInProduction(database, url.href);
      await expect(work).rejects.toMatchObject({ name: 'ShadowRefusedError', exitCode: 4 });
      await expect(work).rejects.toThrow('is the connected server, and this is environment "production"');
      expect(stop).toHaveBeenCalledTimes(1);
      expect(wire.sql().join('\n')).toContain('server_version_num');
      expect(wire.sql().join('\n')).not.toContain('CREATE DATABASE');
      await wire.close();
    });

    it('when its role may not create databases either', async () => {
      await onServer(other.url, (client) => client.query(`CREATE ROLE scratchless LOGIN PASSWORD 'secret'`));
      const url = new URL(other.url);
      Object.assign(url, { username: 'scratchless', password: 'secret' });
      const { work, stop } = askedInProduction(database, url.href);
      await expect(work).rejects.toMatchObject({ name: 'ShadowRefusedError', exitCode: 4 });
      await expect(work).rejects.toThrow('As a superuser: ALTER ROLE "scratchless" CREATEDB;');
      expect(stop).toHaveBeenCalledTimes(1);
    });

    it('when it can not be reached, and says which server is meant', async () => {
      const url = new URL(other.url);
      Object.assign(url, { username: 'nobody', password: 'hunter2' });
      const { work, stop } = askedInProduction(database, url.href);
      await expect(work).rejects.toThrow(/^Can not connect to PostgreSQL at .* as nobody/);
      await expect(work).rejects.toThrow('This is the server for shadow databases');
      await expect(work).rejects.not.toThrow('hunter2');
      expect(stop).toHaveBeenCalledTimes(1);
    });
  });

  describe('that differs from the connected one', () => {
    it('says which extension it can not install', async () => {
      await database.query('CREATE EXTENSION citext');
      await database.query(`UPDATE pg_extension SET extname = 'not_there' WHERE extname = 'citext'`);
      const another = expect.stringContaining(`The shadow's server is PostgreSQL 18, the connected one ${major}`);
      expect(await warnings(database, other.url)).toEqual([
        ...(major === 18 ? [] : [another]),
        expect.stringContaining('has the extension not_there, and the shadow'),
      ]);
    });
  });
});

if (noServer15) process.stderr.write(`Skipped test/shadow on another version: ${noServer15}\n`);

(noServer15 || major === 15 ? describe.skip : describe)('a server of shadow databases of another version', () => {
  it('is used, and says so by the number of its version', async () => {
    const [database, old] = [await createEmptyDatabase(), await startServer15()];
    try {
      expect(await warnings(database, old.url)).toEqual([
        expect.stringContaining(`The shadow's server is PostgreSQL 15, the connected one ${major}`),
      ]);
      expect(await shadowsOn(old.url)).toEqual([]);
    } finally {
      await old.stop();
      await database.drop();
    }
  });
});
