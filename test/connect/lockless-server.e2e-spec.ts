import { DataSource, type DataSourceOptions } from 'typeorm';
import { connectDataSource, createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { Animal, Owner } from '../lifecycle/entities';
import { COUNTING, failureOf, migrate } from '../migrations/support/migrating';
import { resetting } from '../reset/support/acts';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';

/** What a server does otherwise; a schema before `pg_catalog` makes it so for all who connect. */
const OTHERWISE = {
  grantsOnly: ['pg_try_advisory_xact_lock', 'pg_try_advisory_lock']
    .map((name) => `CREATE FUNCTION otherwise.${name}(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true'`)
    .join('; '),
  listsLate: 'CREATE VIEW otherwise.pg_locks AS SELECT * FROM pg_catalog.pg_locks WHERE false',
  saysThatItIs: (version: string) =>
    `CREATE FUNCTION otherwise.version() RETURNS text LANGUAGE sql AS $$SELECT '${version}'$$`,
};

describe('a server whose advisory locks may be none', () => {
  let database: TestDatabase;
  const opened: DataSource[] = [];

  const becomes = async (...differences: string[]): Promise<void> => {
    await database.query(['CREATE SCHEMA otherwise', ...differences].join('; '));
    await database.query(`ALTER DATABASE ${database.name} SET search_path = otherwise, pg_catalog, public`);
  };
  const options = (url = database.url): DataSourceOptions =>
    ({ ...lifecycleOptions(url, [Owner, Animal]), schema: 'public', poolSize: 1 }) as DataSourceOptions;
  const connect = async (url?: string): Promise<DataSource> => {
    const dataSource = await new DataSource(options(url)).initialize();
    opened.push(dataSource);
    return dataSource;
  };
  const create = async () => createMissingTables(await connect(), { environment: 'development' });
  const tables = () => database.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`);

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    for (const dataSource of opened.splice(0)) await dataSource.destroy();
    await database.drop();
  });

  it.each([
    ['creating', create],
    ['a reset', async () => resetting(await connect(), { includeDependents: false })],
    ['migrations in mode all', () => migrate(database.url, COUNTING, { dataSource: { schema: 'public' } })],
    [
      'migrations in mode each',
      () => migrate(database.url, COUNTING, { mode: 'each', dataSource: { schema: 'public' } }),
    ],
  ])('grants a lock that keeps nobody out: %s is refused with the reason, nothing is there', async (_what, act) => {
    await becomes(OTHERWISE.grantsOnly);
    const error = await failureOf(act());
    expect(error).toMatchObject({ name: 'LocklessServerError', exitCode: 4 });
    expect(error.message).toMatch(
      /^The advisory locks of this server are no locks: a second session was given the same lock while this one had it\. .*Found PostgreSQL .*; expected PostgreSQL, or a server whose advisory locks exclude\. Nothing was changed\.\n/,
    );
    expect(await tables()).toEqual([]);
  });

  it('lists its locks late, and they are some: they are tried out, and all goes on, also at once and at pool size 1', async () => {
    await becomes(OTHERWISE.listsLate);
    const reports = await Promise.all([create(), create(), create()]);
    expect(reports.map(({ created }) => created.length).toSorted()).toEqual([0, 0, 2]);
  });

  it('says that it is an older YugabyteDB: refused before anything is done, whatever its locks look like', async () => {
    await becomes(OTHERWISE.saysThatItIs('PostgreSQL 11.2-YB-2024.2.3.0-b0 on x86_64-pc-linux-gnu'));
    await expect(create()).rejects.toThrow(
      'The advisory locks of this server are no locks: before 2025.1 YugabyteDB has none that hold across its nodes.',
    );
    expect(await tables()).toEqual([]);
  });

  it('says that it is CockroachDB: refused before it is asked for anything', async () => {
    await becomes(OTHERWISE.saysThatItIs('CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu)'));
    const dataSource = await connect();
    for (const ask of [planMissingTables, createMissingTables])
      await expect(ask(dataSource)).rejects.toThrow(
        /CockroachDB grants the lock to everybody.* Found CockroachDB CCL v23/,
      );
  });

  it.each(['cockroachdb', 'mysql'])('a DataSource of type %s is refused before it connects', async (type) => {
    const other = { ...options('postgres://nobody@127.0.0.1:1/none'), type } as DataSourceOptions;
    await expect(connectDataSource(other)).rejects.toThrow(`The DataSource is of type "${type}", expected "postgres".`);
  });

  it('a DataSource of another type is told as such, whatever that one has set', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none';
    const other = new DataSource({ type: 'cockroachdb', url, synchronize: true, timeTravelQueries: false });
    const refused = planMissingTables(other);
    await expect(refused).rejects.toThrow('The DataSource is of type "cockroachdb", expected "postgres".');
    await expect(refused).rejects.toThrow("name it: DatabaseLifecycleModule.forRoot({ dataSource: '<name>' })");
  });

  it('PostgreSQL is not asked twice: one connection, and as many messages as creating takes', async () => {
    const wire = await tapWire(database.url);
    const dataSource = await connect(wire.url);
    await createMissingTables(dataSource, { environment: 'development' });
    expect(wire.messages.filter(({ type }) => type === 'startup')).toHaveLength(1);
    const locking = wire.sql().filter((sql) => sql.includes('pg_try_advisory'));
    expect(locking).toHaveLength(1);
    expect(locking[0]).toMatch(/version\(\) AS server[^]*AS taken[^]*AS details/);
    await opened.pop()!.destroy();
    await wire.close();
  });
});
