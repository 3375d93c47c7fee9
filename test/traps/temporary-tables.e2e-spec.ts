import type { ClientBase } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { runSeeders } from '../../src/database-lifecycle/seeding/seeding.runner';
import type { RegisteredSeeder } from '../../src/database-lifecycle/seeding/seeder.registry';
import { ALL_ENTITIES } from '../cli/support';
import { Owner } from '../cli/entities';
import { useEmptiedDatabase } from '../support/emptied-database';
import { lifecycleOptions } from '../support/lifecycle-data-source';

const TEMPORARY =
  'CREATE TEMP TABLE owners (id int, name text, role text); CREATE TEMP TABLE animals (id int, name text)';

const seeder = (key: string, run: RegisteredSeeder['runner']['run']): RegisteredSeeder => ({
  options: { key, entities: [Owner], mode: 'always' },
  runner: { run },
  content: undefined,
});

describe("a temporary table of the session that has an entity's name", () => {
  const database = useEmptiedDatabase();
  let dataSource: DataSource;
  const connect = async (onConnect: string): Promise<void> => {
    dataSource = await new DataSource({
      ...(lifecycleOptions(database.url, ALL_ENTITIES) as PostgresDataSourceOptions),
      poolSize: 1,
      extra: { onConnect: (client: ClientBase) => client.query(onConnect) },
    }).initialize();
  };
  const insertion = seeder('owners', async ({ manager }) => void (await manager.insert(Owner, { name: 'Ada' })));
  const seed = (...seeders: RegisteredSeeder[]) =>
    runSeeders(lifecycleTarget(dataSource, { environment: 'test' }), seeders);
  const kept = async (): Promise<unknown> => (await database.client.query('SELECT name FROM public.owners')).rows;
  afterEach(() => dataSource.destroy());

  it('is not taken for the one that is made, referred to, read by a view or seeded', async () => {
    await connect(TEMPORARY);
    const before: unknown = await dataSource.query('SHOW search_path');
    const { created } = await createMissingTables(dataSource, { environment: 'test' });
    expect(created).toEqual(
      ['typeorm_metadata', 'owners', 'animals', 'animal_names', 'animal_count'].map((name) => `public.${name}`),
    );
    await seed(insertion);
    expect(await kept()).toEqual([{ name: 'Ada' }]);
    expect(await dataSource.query('SHOW search_path')).toEqual(before);
  });

  it('nor is one that a seeder before has made', async () => {
    await connect('SELECT 1');
    await createMissingTables(dataSource, { environment: 'test' });
    await seed(
      seeder('staging', async ({ manager }) => void (await manager.query(TEMPORARY))),
      insertion,
    );
    expect(await kept()).toEqual([{ name: 'Ada' }]);
  });
});
