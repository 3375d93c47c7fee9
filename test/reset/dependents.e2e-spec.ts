import { createMissingTables } from '../../src/database-lifecycle';
import { corpus } from '../corpus';
import { dataSourceOf, prepare } from '../corpus/reference';
import { useEmptiedDatabase } from '../support/emptied-database';
import { chanceOf } from './support/chance';
import { DEPENDENT_KINDS, dependentOn, dropPublications, PART_KINDS, rootsOf } from './support/dependents';

describe('what can be hung on a table', () => {
  const database = useEmptiedDatabase();
  afterEach(() => dropPublications(database.client));
  const hung = new Set<string>();
  const chance = chanceOf('hung');

  it.each(corpus.map((set) => [set.name, set] as const))('%s', async (_, set) => {
    await prepare(set, database.client, { schemas: false });
    const dataSource = await dataSourceOf(set, database.url).initialize();
    const { created } = await createMissingTables(dataSource);
    await dataSource.destroy();
    for (const root of (await rootsOf(database.client, created)).slice(0, 6)) {
      for (const kind of [...PART_KINDS, ...DEPENDENT_KINDS]) {
        const dependent = dependentOn(root, kind, `hung_${chance.word()}`, chance);
        if (dependent === null) continue;
        await database.client.query(dependent.sql).catch((error: Error) => {
          throw new Error(`${kind} on ${root.path}: ${error.message}\n${dependent.sql}`);
        });
        hung.add(kind);
      }
    }
  });
  afterAll(() => expect([...PART_KINDS, ...DEPENDENT_KINDS].filter((kind) => !hung.has(kind))).toEqual([]));
});
