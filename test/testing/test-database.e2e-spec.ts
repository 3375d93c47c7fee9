import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { stampEnvironment } from '../../src/database-lifecycle/apply/environment.stamper';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { createTestDatabase, type TestDatabase } from '../../src/database-lifecycle/testing';
import { testName } from '../../src/database-lifecycle/shadow/shadow.name';
import { Animal, AnimalCount, AnimalName, Owner } from '../cli/entities';
import { noServer15, startServer15 } from '../shadow/server-15';
import { readCatalog } from '../support/catalog';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { onServer } from '../support/test-database';
import { tapWire } from '../support/wire';
import { startOwnServer, type OwnServer } from '../traps/support/own-server';

const ENTITIES = [Owner, Animal, AnimalName, AnimalCount];
const A_MINUTE_AGO = () => Date.now() - 61_000;

const options = (url: string, entities = ENTITIES): PostgresDataSourceOptions =>
  lifecycleOptions(url, entities) as PostgresDataSourceOptions;

async function connected<Result>(own: PostgresDataSourceOptions, work: (dataSource: DataSource) => Promise<Result>) {
  const dataSource = await new DataSource(own).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function failing(app: PostgresDataSourceOptions): Promise<never> {
  await using database = await createTestDatabase(app);
  await database.query('SELECT 1');
  throw new Error('as planned');
}

describe('createTestDatabase', () => {
  let server: OwnServer;
  let app: string;

  const sql = <Row extends Record<string, unknown>>(statement: string, url = server.url) =>
    onServer(url, async (client) => (await client.query<Row>(statement)).rows);
  const databases = async (prefix: string): Promise<string[]> =>
    (
      await sql<{ name: string }>(`SELECT datname AS name FROM pg_database WHERE starts_with(datname, '${prefix}')`)
    ).map(({ name }) => name);
  /** Nothing is there that earlier tests have made. */
  const startOver = async (): Promise<void> => {
    for (const name of await databases('lifecycle_')) await sql(`DROP DATABASE ${name} WITH (FORCE)`);
  };
  const as = (role: string): string => {
    const url = new URL(app);
    Object.assign(url, { username: role, password: 'secret' });
    return url.href;
  };

  beforeAll(async () => {
    server = await startOwnServer();
    app = new URL('/app', server.url).href;
    await sql('CREATE DATABASE app');
    await sql(`CREATE ROLE maker LOGIN CREATEDB PASSWORD 'secret'; CREATE ROLE user_only LOGIN PASSWORD 'secret'`);
  });
  afterAll(() => server.remove());

  it('gives what a first boot makes, empty, and leaves the database of the options alone', async () => {
    await using database = await createTestDatabase(options(app));
    expect(database.name).toMatch(/^lifecycle_test_\d{13}_[0-9a-f]{12}$/);
    await sql('CREATE DATABASE booted');
    const booted = new URL('/booted', server.url).href;
    await connected(options(booted), (dataSource) => createMissingTables(dataSource, { environment: 'test' }));
    expect(await readCatalog(database.url)).toEqual(await readCatalog(booted));
    await sql('DROP DATABASE booted');
    expect(await database.query('SELECT * FROM owners')).toEqual([]);
    expect(await readCatalog(app)).toEqual(await readCatalog(new URL('/postgres', server.url).href));
  });

  it('is one that TypeORM and the lifecycle find nothing to do in, views and generated columns included', async () => {
    await using database = await createTestDatabase(options(app));
    await connected(database.options, async (dataSource) => {
      expect((await dataSource.driver.createSchemaBuilder().log()).upQueries).toEqual([]);
      expect(await planMissingTables(dataSource, { environment: 'test' })).toMatchObject({ batches: [], problems: [] });
      await dataSource.getRepository(Animal).insert({ name: 'rex' });
      expect(await database.query('SELECT label FROM animals')).toEqual([{ label: 'REX' }]);
    });
  });

  it('takes a DataSource, initialized or not, and PostgreSQL alone', async () => {
    await using first = await createTestDatabase(new DataSource(options(app)));
    const second = await connected(options(app), (dataSource) => createTestDatabase(dataSource));
    expect(await databases('lifecycle_test_')).toEqual(expect.arrayContaining([first.name, second.name]));
    await second.drop();
    await expect(createTestDatabase({ type: 'sqljs' })).rejects.toThrow('expected "postgres"');
  });

  it('is dropped, with whoever is still connected, once', async () => {
    const database = await createTestDatabase(options(app));
    const forgotten = await new DataSource(database.options).initialize();
    await Promise.all([database.drop(), database.drop()]);
    expect(await databases('lifecycle_test_')).toEqual([]);
    await expect(forgotten.query('SELECT 1')).rejects.toThrow();
    await forgotten.destroy().catch(() => undefined);
  });

  it('is dropped by `await using`, also when the test fails', async () => {
    await expect(failing(options(app))).rejects.toThrow('as planned');
    expect(await databases('lifecycle_test_')).toEqual([]);
  });

  it('has one template, made once, for many at once; none of them sees what another writes', async () => {
    await startOver();
    const wire = await tapWire(app);
    const many = await Promise.all(Array.from({ length: 6 }, () => createTestDatabase(options(wire.url))));
    try {
      expect(wire.sql().filter((statement) => statement.includes('CREATE DATABASE "lifecycle_shadow_'))).toHaveLength(
        1,
      );
      expect(await databases('lifecycle_template_')).toHaveLength(1);
      await Promise.all(many.map(({ name, query }) => query('INSERT INTO owners (name) VALUES ($1)', [name])));
      for (const { name, query } of many) expect(await query('SELECT name FROM owners')).toEqual([{ name }]);
    } finally {
      await Promise.all(many.map((database) => database.drop()));
      await wire.close();
    }
  });

  it('goes on when the worker that makes the template dies', async () => {
    await startOver();
    let killed: Promise<unknown> | undefined;
    const wire = await tapWire(app, async ({ sql: statement }) => {
      if (killed === undefined && statement?.includes('CREATE TABLE "owners"')) {
        killed = sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dying'`);
        await killed;
      }
    });
    const dying = createTestDatabase({ ...options(wire.url), applicationName: 'dying' });
    await expect(dying).rejects.toThrow();
    expect(killed).toBeDefined();
    await wire.close();
    await using database = await createTestDatabase(options(app));
    expect(await database.query('SELECT * FROM owners')).toEqual([]);
    expect(await databases('lifecycle_template_')).toHaveLength(1);
  });

  it('waits for the one who makes the template no longer than told, and names him', async () => {
    await startOver();
    let waited: Error | undefined;
    const wire = await tapWire(app, async ({ sql: statement }) => {
      if (waited === undefined && statement?.includes('CREATE TABLE "owners"'))
        waited = (await createTestDatabase(options(app), { lockWaitTimeoutMs: 300 }).catch(
          (error: Error) => error,
        )) as Error;
    });
    await (await createTestDatabase(options(wire.url))).drop();
    expect(waited?.message).toMatch(/after 300 ms, .*: pid \d+ \(lifecycle-test/);
    await wire.close();
  });

  it('waits for who looks into the template', async () => {
    await (await createTestDatabase(options(app))).drop();
    const [template] = await databases('lifecycle_template_');
    let made: Promise<TestDatabase> | undefined;
    await onServer(new URL(`/${template}`, server.url).href, async () => {
      made = createTestDatabase(options(app));
      // PostgreSQL itself waits for 5 s.
      const refused = createTestDatabase(options(app), { lockWaitTimeoutMs: 1 });
      await expect(refused).rejects.toThrow('is being accessed by other users');
      await sleep(500);
    });
    await (await made)!.drop();
  }, 30_000);

  it('has another template for other entities', async () => {
    await startOver();
    await using all = await createTestDatabase(options(app));
    await using one = await createTestDatabase(options(app, [Owner]));
    expect(await all.query(`SELECT to_regclass('animals') IS NULL AS absent`)).toEqual([{ absent: false }]);
    expect(await one.query(`SELECT to_regclass('animals') IS NULL AS absent`)).toEqual([{ absent: true }]);
    expect(await databases('lifecycle_template_')).toHaveLength(2);
  });

  it('drops what a killed run left, and nothing that is in use, young or of another name', async () => {
    await startOver();
    await (await createTestDatabase(options(app))).drop();
    const [left, used, young] = [testName(A_MINUTE_AGO()), testName(A_MINUTE_AGO()), testName()];
    for (const name of [left, used, young, 'lifecycle_test_mine']) await sql(`CREATE DATABASE ${name}`);
    await onServer(new URL(`/${used}`, server.url).href, async () => {
      await using database = await createTestDatabase(options(app));
      expect((await databases('lifecycle_test_')).toSorted()).toEqual(
        [used, young, 'lifecycle_test_mine', database.name].toSorted(),
      );
    });
  });

  it('stays in use while no one of the test is connected, whatever the pool of the app does', async () => {
    await using database = await createTestDatabase({ ...options(app), extra: { idleTimeoutMillis: 20 } });
    await sleep(200);
    expect(await sql(`SELECT pid FROM pg_stat_activity WHERE datname = '${database.name}'`)).toHaveLength(1);
  });

  it("has the search path of the app's own database", async () => {
    await sql('ALTER DATABASE app SET search_path TO public, pg_temp');
    await using database = await createTestDatabase(options(app));
    expect(await database.query('SHOW search_path')).toEqual([{ search_path: 'public, pg_temp' }]);
    await sql('ALTER DATABASE app RESET search_path');
  });

  it('wants a role that may create databases, and no more', async () => {
    await expect(createTestDatabase(options(as('user_only')))).rejects.toThrow(
      'role user_only may not create databases there.\n  -> As a superuser: ALTER ROLE "user_only" CREATEDB;',
    );
    await using database = await createTestDatabase(options(as('maker')));
    expect(await database.query('SELECT current_user AS role')).toEqual([{ role: 'maker' }]);
    await connected(database.options, (dataSource) => dataSource.getRepository(Owner).insert({ name: 'Ada' }));
  });

  it.each([
    ['the environment', {}, 'production', 'this is environment "production"'],
    ['a name that is none of ours', {}, 'staging', 'this is environment "staging"'],
    [
      'the stamp',
      { stamp: 'production' },
      'test',
      'its database belongs to environment "production" by its own journal',
    ],
  ])('is refused in production, by %s', async (_, { stamp }: { stamp?: string }, environment, reason) => {
    const url = stamp ? new URL('/stamped', app).href : app;
    if (stamp) {
      await sql('CREATE DATABASE stamped');
      await connected(options(url), async (dataSource) => {
        await createMissingTables(dataSource, { environment: 'test' });
        await stampEnvironment(lifecycleTarget(dataSource, { environment: 'test' }), stamp, 'stamped');
      });
    }
    await startOver();
    const wire = await tapWire(url);
    await expect(createTestDatabase(options(wire.url), { environment })).rejects.toThrow(reason);
    expect(wire.messages.length > 0).toBe(stamp !== undefined);
    await wire.close();
    expect(await databases('lifecycle_')).toEqual([]);
  });

  it('refuses options that alter tables, before they do', async () => {
    await expect(createTestDatabase({ ...options(app), synchronize: true })).rejects.toThrow('"synchronize" is true');
    expect(await readCatalog(app)).toEqual(await readCatalog(new URL('/postgres', server.url).href));
  });
});

if (noServer15) process.stderr.write(`Skipped test/testing on PostgreSQL 15: ${noServer15}\n`);

(noServer15 ? describe.skip : describe)('createTestDatabase on PostgreSQL 15', () => {
  it('works', async () => {
    const server = await startServer15();
    try {
      await using database = await createTestDatabase(options(server.url));
      expect(await database.query('SELECT * FROM animals')).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
