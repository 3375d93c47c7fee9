import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addToJournal } from '../../src/database-lifecycle/apply/journal.writer';
import { withShadows } from '../../src/database-lifecycle/shadow/shadow.database';
import { scratchCreatedAt, shadowName } from '../../src/database-lifecycle/shadow/shadow.name';
import { withSession } from '../../src/database-lifecycle/sql/sql.session';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, onServer, serverUrl, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { createRole, currentDatabase, misdirect, shadowsOn, withShadowDatabase, withTarget } from './support';

const root = join(__dirname, '..', '..');
const HOUR_MS = 3_600_000;

const exists = async (name: string): Promise<boolean> => (await shadowsOn()).includes(name);

async function rename(name: string, createdAt: number): Promise<string> {
  const renamed = shadowName(createdAt);
  await onServer(serverUrl(), (client) => client.query(`ALTER DATABASE ${name} RENAME TO ${renamed}`));
  return renamed;
}

/** @returns the name of the shadow that it leaves */
async function killedRun(databaseUrl: string): Promise<string> {
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'scripts/register.js'), join(__dirname, 'shadow.process.ts')],
    {
      cwd: root,
      env: { ...process.env, DATABASE_URL: databaseUrl, ENVIRONMENT: 'development' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
  return line.toString().trim();
}

describe('a shadow database', () => {
  let database: TestDatabase;
  const nextRun = () => withTarget(database.url, (target) => withShadowDatabase(target, async () => undefined));

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('is empty, has the app’s options, and is gone at the end', async () => {
    await database.query('CREATE TABLE kept (id int)');
    const before = await readCatalog(database.url);
    const name = await withTarget(database.url, (target, own) =>
      withShadowDatabase(target, async (shadow) => {
        const name = await currentDatabase(shadow);
        expect(scratchCreatedAt(name)).toBeGreaterThan(Date.now() - HOUR_MS);
        expect(await exists(name)).toBe(true);
        expect(await shadow.query(`SELECT relname FROM pg_class WHERE oid >= 16384`)).toEqual([]);
        expect(shadow.entityMetadatas.map(({ tableName }) => tableName)).toEqual(['owners']);
        expect(shadow.options).toMatchObject({ applicationName: 'lifecycle-test', installExtensions: false });
        await shadow.query('CREATE TABLE made (id int)');
        expect(await currentDatabase(own)).toBe(database.name);
        return name;
      }),
    );
    expect(await exists(name)).toBe(false);
    expect(await readCatalog(database.url)).toEqual(before);
  });

  it('is gone after work that fails, and after work that leaves a connection open', async () => {
    let name = '';
    const failing = withTarget(database.url, (target) =>
      withShadowDatabase(target, async (shadow) => {
        name = await currentDatabase(shadow);
        throw new Error('as planned');
      }),
    );
    await expect(failing).rejects.toThrow('as planned');
    expect(await exists(name)).toBe(false);

    await withTarget(database.url, (target) =>
      withShadowDatabase(target, async (shadow) => {
        name = await currentDatabase(shadow);
        const url = new URL(database.url);
        url.pathname = `/${name}`;
        void onServer(url.href, (client) => client.query('SELECT pg_sleep(30)')).catch(() => undefined);
        await sleep(300);
      }),
    );
    expect(await exists(name)).toBe(false);
  });

  it('has the search path and the schema that the app finds in its own database', async () => {
    await database.query('CREATE SCHEMA "of the App"');
    await database.query(`ALTER DATABASE ${database.name} SET search_path TO "of the App", public`);
    await withTarget(database.url, (target) =>
      withShadowDatabase(target, async (shadow) => {
        expect(await shadow.query('SELECT current_schemas(false)::text[] AS path')).toEqual([
          { path: ['of the App', 'public'] },
        ]);
      }),
    );
  });

  it.each(['tenant-1,public', 'user,public', '$user,public'])(
    'starts with the search path %s, as it was typed in the options of a connection',
    async (searchPath) => {
      const url = new URL(database.url);
      url.searchParams.set('options', `-c search_path=${searchPath}`);
      const settings = await withTarget(url.href, (target) =>
        withShadowDatabase(target, (shadow) =>
          shadow.query(`SELECT option_value FROM pg_db_role_setting, pg_options_to_table(setconfig), pg_database d
            WHERE setdatabase = d.oid AND datname = current_database() AND option_name = 'search_path'`),
        ),
      );
      expect(settings).toEqual([{ option_value: searchPath }]);
    },
  );

  it('may be several at once', async () => {
    const names = await withTarget(database.url, (target) =>
      withShadows(target, (lend) => Promise.all([lend(currentDatabase), lend(currentDatabase), lend(currentDatabase)])),
    );
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(await exists(name)).toBe(false);
  });

  describe('left over by a killed run', () => {
    it('is dropped by the next run once it is old enough', async () => {
      const name = await killedRun(database.url);
      expect(await exists(name)).toBe(true);
      await nextRun();
      expect(await exists(name)).toBe(true);
      const old = await rename(name, Date.now() - HOUR_MS);
      await nextRun();
      expect(await exists(old)).toBe(false);
    });

    it('stays while somebody is connected, and so does what only looks like one', async () => {
      const [busy, lookalike] = [shadowName(Date.now() - 57_000), `lifecycle_shadow_of_${database.name}`];
      await onServer(serverUrl(), async (client) => {
        for (const name of [busy, lookalike]) await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
        const url = new URL(serverUrl());
        url.pathname = `/${busy}`;
        await onServer(url.href, async () => {
          // Connected before it is old enough, so that no other test's run takes it for a left-over.
          await sleep(4_000);
          await nextRun();
          // Once nobody is connected, the run of another worker may drop it.
          expect([await exists(busy), await exists(lookalike)]).toEqual([true, true]);
        });
        await client.query(`DROP DATABASE ${lookalike}`);
        await client.query(`DROP DATABASE IF EXISTS ${busy} WITH (FORCE)`);
      });
    });
  });

  it('is called by the time at which it is made, however long the clean-up before took', async () => {
    const old = shadowName(Date.now() - HOUR_MS);
    await onServer(serverUrl(), async (client) => {
      await client.query(`CREATE DATABASE ${old} TEMPLATE template0`);
      // A DROP DATABASE waits for it.
      await client.query('BEGIN');
      await client.query(`COMMENT ON DATABASE ${old} IS 'in use'`);
      const name = withTarget(database.url, (target) => withShadowDatabase(target, currentDatabase));
      await sleep(1_500);
      const released = Date.now();
      await client.query('ROLLBACK');
      expect(scratchCreatedAt(await name)).toBeGreaterThanOrEqual(released);
    });
  });

  describe('is refused', () => {
    it.each(['production', 'staging'])('in %s', async (environment) => {
      const asked = withTarget(database.url, (target) => withShadowDatabase(target, currentDatabase), { environment });
      await expect(asked).rejects.toMatchObject({ name: 'ShadowRefusedError', exitCode: 4 });
      await expect(asked).rejects.toThrow(`this is environment "${environment}"`);
      await expect(asked).rejects.toThrow('the option shadowServer of runCli');
    });

    it('where the database is production by its own stamp, whatever the variables say', async () => {
      await withTarget(database.url, async (target, own) => {
        await withSession(own, (session) =>
          addToJournal(session, target, [{ event: 'environment', name: 'production' }]),
        );
        const asked = withShadowDatabase(target, currentDatabase);
        await expect(asked).rejects.toMatchObject({ name: 'ShadowRefusedError', exitCode: 4 });
        await expect(asked).rejects.toThrow('its database belongs to environment "production"');
        const same = withShadowDatabase(target, currentDatabase, async () => ({
          url: serverUrl(),
          stop: async () => undefined,
        }));
        await expect(same).rejects.toThrow('The server for shadow databases is the connected server');
      });
    });

    it('to a role without CREATEDB, with the statement that helps, and without a try', async () => {
      const role = await createRole(database);
      const wire = await tapWire(role.url);
      try {
        const asked = withTarget(wire.url, (target) => withShadowDatabase(target, currentDatabase));
        await expect(asked).rejects.toMatchObject({ name: 'ShadowRefusedError', exitCode: 4 });
        await expect(asked).rejects.toThrow(`ALTER ROLE "${role.name}" CREATEDB;`);
        await expect(asked).rejects.toThrow('the option shadowServer of runCli');
        await expect(asked).rejects.not.toThrow(role.password);
        expect(wire.sql().filter((sql) => /^\s*CREATE/i.test(sql))).toEqual([]);
      } finally {
        await wire.close();
        await role.drop();
      }
    });

    it('to a role that can only read, whatever else it may', async () => {
      const role = await createRole(database, 'CREATEDB');
      await database.query(`ALTER ROLE ${role.name} SET default_transaction_read_only = on`);
      try {
        const asked = withTarget(role.url, (target) => withShadowDatabase(target, currentDatabase));
        await expect(asked).rejects.toMatchObject({ name: 'ShadowRefusedError', exitCode: 4 });
        await expect(asked).rejects.toThrow('it is read only');
      } finally {
        await role.drop();
      }
    });

    it('where extra would lead the work to another database', async () => {
      const asked = withTarget(database.url, (target, dataSource) => {
        misdirect(dataSource, database.url, { database: database.name });
        return withShadowDatabase(target, (shadow) => shadow.query('CREATE TABLE never (id int)'));
      });
      await expect(asked).rejects.toThrow(`Connected to database ${database.name} where the shadow`);
      expect(await database.query(`SELECT to_regclass('never') AS never`)).toEqual([{ never: null }]);
    });
  });

  it('on the connected server: nothing but the databases themselves is written there', async () => {
    const sent: string[] = [];
    await withTarget(database.url, (target, dataSource) => {
      dataSource.logger = {
        ...dataSource.logger,
        logQuery: (sql: string) => void sent.push(sql),
        logQueryError: () => undefined,
      } as typeof dataSource.logger;
      return withShadowDatabase(target, (shadow) => shadow.query('CREATE TABLE made (id int)'));
    });
    const writes = sent
      .flatMap((sql) => sql.split('\n;\n'))
      .filter((sql) => !/^\s*(SELECT|SET LOCAL|BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY$|ROLLBACK$)/i.test(sql))
      .map((sql) => sql.replace(/"lifecycle_shadow_\w+"/, '<shadow>'));
    expect(writes).toEqual([
      'CREATE DATABASE <shadow> TEMPLATE template0',
      'ALTER DATABASE <shadow> SET search_path FROM CURRENT',
      ...['TimeZone', 'DateStyle', 'IntervalStyle'].map((setting) =>
        expect.stringMatching(`^ALTER DATABASE <shadow> SET ${setting} TO '[^']+'$`),
      ),
      'ALTER DATABASE <shadow> SET synchronous_commit TO off',
      'ALTER DATABASE <shadow> SET jit TO off',
      'DROP DATABASE IF EXISTS <shadow> WITH (FORCE)',
    ]);
  });
});
