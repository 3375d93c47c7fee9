import { Client } from 'pg';
import type { PlannedStatement } from '../../src/database-lifecycle';
import { draftMigration } from '../../src/database-lifecycle/generate/migration.drafter';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { planFromZero } from '../../src/database-lifecycle/migrations/entity.key';
import { compareMigrated } from '../../src/database-lifecycle/migrations/expected.catalogs';
import { createMissingTables } from '../../src/database-lifecycle/missing-tables';
import { dataSourceOf, JOURNAL, prepare } from '../corpus/reference';
import { thirdOfCorpus } from '../corpus/third';
import { observe, type Observer } from '../drift/support';
import { emptyDatabase } from '../support/catalog-reset';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { applyDown, applyUp } from './support';

/** The records, under each name that the corpus gives them. */
const without = [JOURNAL, 'migrations', 'typeorm_metadata', 'orm_facts'];

describe('a migration from nothing makes what the entities make, and down takes it back', () => {
  let databases: TestDatabase[];
  let clients: Client[];
  let observers: Observer[];

  beforeAll(async () => {
    databases = await Promise.all([createEmptyDatabase(), createEmptyDatabase()]);
    clients = databases.map(({ url }) => new Client({ connectionString: url }));
    await Promise.all(clients.map((client) => client.connect()));
    observers = await Promise.all(databases.map(({ url }) => observe(url)));
  });
  afterEach(() => Promise.all(clients.map(emptyDatabase)));
  afterAll(async () => {
    await Promise.all([...observers.map((observer) => observer.close()), ...clients.map((client) => client.end())]);
    await Promise.all(databases.map((database) => database.drop()));
  });

  it.each(thirdOfCorpus.map((set) => [set.name, set] as const))('%s', async (_name, set) => {
    await prepare(set, clients[0]!, { schemas: true });
    await prepare(set, clients[1]!, { schemas: false });
    const dataSource = await dataSourceOf(set, databases[0]!.url).initialize();
    let created: PlannedStatement[];
    try {
      const { batches } = await planFromZero(lifecycleTarget(dataSource));
      created = batches.flatMap(({ statements }) => [...statements]);
      await createMissingTables(dataSource);
    } finally {
      await dataSource.destroy();
    }
    const [wanted, current] = await Promise.all(observers.map((observer) => observer.snapshot({ without })));
    const made = () => observers[1]!.snapshot({ without });
    const searchSchema = set.options && 'schema' in set.options ? undefined : 'public';
    // By TypeORM's DDL, and by that of the snapshot, which is what brings back what was dropped.
    for (const ddl of [created, undefined]) {
      const input = { current: current!, wanted: wanted!, created: ddl, renames: [], searchSchema };
      const { parts, result } = draftMigration(input);
      expect(parts).toHaveLength(1);
      if (searchSchema) expect(JSON.stringify(parts)).not.toMatch(/\\"public\\"\.|[ (]public\.\w/);
      await applyUp(clients[1]!, parts);
      expect(compareMigrated(result, await made())).toEqual([]);
      await applyDown(clients[1]!, parts);
      expect(compareMigrated(current!, await made())).toEqual([]);
    }
  });
});
