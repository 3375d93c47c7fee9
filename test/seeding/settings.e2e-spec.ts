import type { ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { runSeeders } from '../../src/database-lifecycle/seeding/seeding.runner';
import type { RegisteredSeeder } from '../../src/database-lifecycle/seeding/seeder.registry';
import { useEmptiedDatabase } from '../support/emptied-database';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { Fee } from './support/entities';

/** As pg_dump begins its files. */
const DUMP = `SET client_encoding = 'UTF8'; SELECT pg_catalog.set_config('search_path', '', false); SET row_security = off;
  SET LOCAL work_mem = '1MB'; INSERT INTO public.fees VALUES ('of a dump', 1);`;

const SETTINGS = `SELECT name, setting FROM pg_settings
  WHERE name IN ('client_encoding', 'search_path', 'row_security', 'work_mem') ORDER BY 1`;

const seeder = (key: string, run: RegisteredSeeder['runner']['run']): RegisteredSeeder => ({
  options: { key, entities: [Fee], mode: 'always' },
  runner: { run },
  content: undefined,
});

describe('a seeder that loads the file of a pg_dump', () => {
  const database = useEmptiedDatabase();
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await new DataSource({
      ...(lifecycleOptions(database.url, [Fee]) as PostgresDataSourceOptions),
      poolSize: 1,
      extra: { onConnect: (client: ClientBase) => client.query('SET work_mem = 65536') },
    }).initialize();
    await createMissingTables(dataSource, { environment: 'test' });
  });
  afterEach(() => dataSource.destroy());

  it('leaves the settings of the connection as they were, to the next seeder and to the app', async () => {
    const before: unknown = await dataSource.query(SETTINGS);
    await runSeeders(lifecycleTarget(dataSource, { environment: 'test' }), [
      seeder('dump', async ({ manager }) => void (await manager.query(DUMP))),
      seeder('then', async ({ manager }) => void (await manager.insert(Fee, { code: 'then', cents: 2 }))),
    ]);
    expect(await dataSource.query('SELECT code FROM fees ORDER BY cents')).toEqual([
      { code: 'of a dump' },
      { code: 'then' },
    ]);
    expect(await dataSource.query(SETTINGS)).toEqual(before);
  });
});
