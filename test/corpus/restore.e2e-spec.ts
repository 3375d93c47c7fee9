import { createMissingTables } from '../../src/database-lifecycle';
import { readCatalog } from '../support/catalog';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { corpus } from '.';
import { emptyDatabase } from './empty-database';
import { dropWithAll, madeRelations, restoreForeignKeys } from './loss';
import { seededRandom, shuffled } from './random';
import { dataSourceOf, prepare } from './reference';

const options = { without: ['database_lifecycle_journal'], rowsOf: ['typeorm_metadata', 'orm_facts'] };

/** A set as large as `nodes` would take as long as all others; a sample of its tables tells as much. */
const MOST = 12;

const seed = Number(process.env.CORPUS_SEED ?? Date.now() % 1_000_000);

describe(`a lost relation comes back (CORPUS_SEED=${seed})`, () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => emptyDatabase(database));

  afterAll(() => database?.drop());

  it.each(corpus.map((set) => [set.name, set] as const))('%s', async (name, set) => {
    const random = seededRandom(`${seed} ${name}`);
    await prepare(set, database, { schemas: false });
    const dataSource = await dataSourceOf(set, database.url).initialize();
    try {
      const { created } = await createMissingTables(dataSource);
      const complete = await readCatalog(database.url, options);
      const relations = await madeRelations(dataSource, created);
      expect(relations.length).toBeGreaterThan(0);
      for (const relation of shuffled(relations, random).slice(0, MOST)) {
        const loss = await dropWithAll(dataSource, relation, { enums: random() < 0.5 });
        const report = await createMissingTables(dataSource);

        expect({ dropped: relation.path, created: report.created.toSorted() }).toEqual({
          dropped: relation.path,
          created: loss.relations,
        });
        // Keys of tables that were there are a migration's work: they alone stay lost.
        const lost = loss.foreignKeys.map(({ table, constraint }) => `constraint ${table}.${constraint} `);
        const expected = complete.filter((line) => !lost.some((key) => line.startsWith(key)));
        expect(expected).toHaveLength(complete.length - lost.length);
        expect(await readCatalog(database.url, options)).toEqual(expected);
        await restoreForeignKeys(dataSource, loss);
      }
      expect(await readCatalog(database.url, options)).toEqual(complete);
    } finally {
      await dataSource.destroy();
    }
  });
});
