import { createMissingTables } from '../../src/database-lifecycle';
import { corpus } from '../corpus';
import { dataSourceOf, prepare } from '../corpus/reference';
import { useEmptiedDatabase } from '../support/emptied-database';
import { chanceOf } from './support/chance';
import { fillAtRandom } from './support/row.filler';
import { seedFrom } from '../support/seed';

const seed = seedFrom('RESET_SEED');

describe(`random rows (RESET_SEED=${seed})`, () => {
  const database = useEmptiedDatabase();

  it.each(corpus.map((set) => [set.name, set] as const))('%s', async (name, set) => {
    await prepare(set, database.client, { schemas: false });
    const dataSource = await dataSourceOf(set, database.url).initialize();
    try {
      await createMissingTables(dataSource);
      const filled = new Map<string, number>();
      const empty = (): string[] => [...filled].filter(([, rows]) => rows === 0).map(([path]) => path);
      // Chance leaves a table empty at times, and those that need its rows with it; never always.
      for (let round = 0; round < 10 && (round === 0 || empty().length > 0); round += 1) {
        const made = await fillAtRandom(database.client, dataSource, chanceOf(`${seed} ${name} ${round}`));
        for (const [path, rows] of made) filled.set(path, (filled.get(path) ?? 0) + rows);
      }
      expect(empty()).toEqual([]);
    } finally {
      await dataSource.destroy();
    }
  });
});
