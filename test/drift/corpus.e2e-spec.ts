import { Client } from 'pg';
import { compareCatalogs, createMissingTables, type CatalogDifference } from '../../src/database-lifecycle';
import { dataSourceOf, JOURNAL, prepare, synchronizeReference } from '../corpus/reference';
import { thirdOfCorpus } from '../corpus/third';
import { emptyDatabase } from '../support/catalog-reset';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { observe, type Observer } from './support';

/** The records, under each name that the corpus gives them. */
const without = [JOURNAL, 'migrations', 'typeorm_metadata', 'orm_facts'];

/** TypeORM installs pgcrypto for `gen_random_uuid()`, which is in PostgreSQL's core since 13. */
const counts = ({ object }: CatalogDifference): boolean => object.path !== 'pgcrypto';

describe('no false difference between synchronize() and createMissingTables()', () => {
  let databases: TestDatabase[];
  let clients: Client[];
  let expected: Observer;
  let actual: Observer;

  beforeAll(async () => {
    databases = await Promise.all([createEmptyDatabase(), createEmptyDatabase()]);
    clients = databases.map(({ url }) => new Client({ connectionString: url }));
    await Promise.all(clients.map((client) => client.connect()));
    [expected, actual] = (await Promise.all(databases.map(({ url }) => observe(url)))) as [Observer, Observer];
  });

  afterEach(() => Promise.all(clients.map(emptyDatabase)));

  afterAll(async () => {
    await Promise.all([expected?.close(), actual?.close(), ...clients.map((client) => client.end())]);
    await Promise.all(databases.map((database) => database.drop()));
  });

  it.each(thirdOfCorpus.map((set) => [set.name, set] as const))('%s', async (_name, set) => {
    await prepare(set, clients[0]!, { schemas: true });
    await prepare(set, clients[1]!, { schemas: false });
    await synchronizeReference(set, databases[0]!.url);
    const dataSource = await dataSourceOf(set, databases[1]!.url).initialize();
    try {
      await createMissingTables(dataSource);
    } finally {
      await dataSource.destroy();
    }
    const [wanted, found] = await Promise.all([expected.snapshot({ without }), actual.snapshot({ without })]);
    expect(wanted.tables.length).toBeGreaterThan(0);
    expect(compareCatalogs(wanted, found).filter(counts)).toEqual([]);
    expect(compareCatalogs(found, wanted).filter(counts)).toEqual([]);
    expect({ ...found, extensions: [] }).toEqual({ ...wanted, extensions: [] });
  });
});
