import { createMissingTables } from '../../src/database-lifecycle';
import { catalogOf } from '../support/catalog';
import { useEmptiedDatabase } from '../support/emptied-database';
import { corpus } from '.';
import { dropWithAll, madeRelations, restoreForeignKeys } from './loss';
import { seededRandom, shuffled } from './random';
import { CATALOG, dataSourceOf, prepare } from './reference';
import { seedFrom } from '../support/seed';

/** A set as large as `nodes` would take as long as all others; a sample of its tables tells as much. */
const MOST = 8;

const seed = seedFrom('CORPUS_SEED');

describe(`a lost relation comes back (CORPUS_SEED=${seed})`, () => {
  const database = useEmptiedDatabase();

  it.each(corpus.map((set) => [set.name, set] as const))('%s', async (name, set) => {
    const random = seededRandom(`${seed} ${name}`);
    await prepare(set, database.client, { schemas: false });
    const dataSource = await dataSourceOf(set, database.url).initialize();
    try {
      const { created } = await createMissingTables(dataSource);
      const complete = await catalogOf(database.client, CATALOG);
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
        expect(await catalogOf(database.client, CATALOG)).toEqual(expected);
        await restoreForeignKeys(dataSource, loss);
      }
      expect(await catalogOf(database.client, CATALOG)).toEqual(complete);
    } finally {
      await dataSource.destroy();
    }
  });
});
