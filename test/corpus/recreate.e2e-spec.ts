import { createMissingTables } from '../../src/database-lifecycle';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { resetFor } from '../../src/database-lifecycle/reset/reset.executor';
import { catalogOf } from '../support/catalog';
import { useEmptiedDatabase } from '../support/emptied-database';
import { corpus } from '.';
import { CATALOG, dataSourceOf, prepare } from './reference';

describe('dropping all and creating it anew gives the same', () => {
  const database = useEmptiedDatabase();

  it.each(corpus.map((set) => [set.name, set] as const))('%s', async (_, set) => {
    await prepare(set, database.client, { schemas: false });
    const dataSource = await dataSourceOf(set, database.url).initialize();
    try {
      const { created } = await createMissingTables(dataSource);
      const complete = await catalogOf(database.client, CATALOG);
      const target = lifecycleTarget(dataSource);
      const again = await resetFor(target, database.name, { undo: false });
      const metadata = new Set(
        target.model.relations.filter(({ kind }) => kind === 'metadata').map(({ schema, name }) => `${schema}.${name}`),
      );
      const expected = created.filter((path) => !metadata.has(path)).toSorted();
      expect(again.dropped.toSorted()).toEqual(expected);
      expect(again.created.toSorted()).toEqual(expected);
      expect(await catalogOf(database.client, CATALOG)).toEqual(complete);
    } finally {
      await dataSource.destroy();
    }
  });
});
