import { DataSource } from 'typeorm';
import { expectMigrationsMatchEntities, expectUpDownUp } from '../../src/database-lifecycle/testing';
import { readCatalog } from '../support/catalog';
import { MIGRATIONS } from '../support/migrations';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { appOptions } from './support/app-database';

const connect = (url: string, variables?: Record<string, string>) =>
  new DataSource(appOptions(url, variables)).initialize();

/** Everything but the record of the migrations themselves. */
const catalogOf = (url: string) => readCatalog(url, { without: ['migrations'] });

describe('the migrations', () => {
  const databases: TestDatabase[] = [];
  const emptyDatabase = async () => {
    const database = await createEmptyDatabase();
    databases.push(database);
    return database;
  };
  afterEach(async () => {
    for (const database of databases.splice(0)) await database.drop();
  });

  it('make exactly what synchronize makes of the entities', async () => {
    const [migrated, synchronized] = [await emptyDatabase(), await emptyDatabase()];
    const byMigrations = await connect(migrated.url);
    const bySync = await connect(synchronized.url);
    expect((await byMigrations.runMigrations()).map(({ name }) => name)).toEqual(MIGRATIONS);
    await bySync.synchronize();

    const { upQueries } = await byMigrations.driver.createSchemaBuilder().log();
    await Promise.all([byMigrations.destroy(), bySync.destroy()]);
    expect(upQueries).toEqual([]);
    const catalog = await catalogOf(migrated.url);
    expect(catalog).toEqual(await catalogOf(synchronized.url));
    expect(catalog.join('\n')).toContain('users_email_is_lower_case');
  });

  it('make what the entities ask for, and each can be undone and done again', async () => {
    expect(await expectMigrationsMatchEntities(appOptions())).toEqual(MIGRATIONS);
    expect(await expectUpDownUp(appOptions())).toEqual(MIGRATIONS);
  });

  it('go into DATABASE_SCHEMA', async () => {
    const database = await emptyDatabase();
    await database.query('CREATE SCHEMA app');
    const dataSource = await connect(database.url, { DATABASE_SCHEMA: 'app' });
    await dataSource.runMigrations();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    expect(upQueries).toEqual([]);
    const tables = await database.query<{ schemaname: string; tablename: string }>(
      `SELECT schemaname, tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information)'`,
    );
    expect(new Set(tables.map(({ schemaname }) => schemaname))).toEqual(new Set(['app']));
    const names = tables.map(({ tablename }) => tablename);
    expect(names).toEqual(expect.arrayContaining(['migrations', 'users']));
  });
});
