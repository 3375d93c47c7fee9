import { createMissingTables } from '../../src/database-lifecycle';
import { corpus } from '../corpus';
import { dataSourceOf, prepare } from '../corpus/reference';
import { useEmptiedDatabase } from '../support/emptied-database';
import { chanceOf } from './support/chance';
import { DEPENDENT_KINDS, dependentOn, dropPublications, PART_KINDS, rootsOf } from './support/dependents';

/** One in six tells as much, and these have the odd names. */
const ODD = /odd name|spaces, hyphens|63 bytes|non-ASCII names|reserved|shop|views/;
const sets = corpus.filter(({ name }, index) => index % 6 === 0 || ODD.test(name));

describe('what can be hung on a table', () => {
  const database = useEmptiedDatabase();
  afterEach(() => dropPublications(database.client));
  const hung = new Set<string>();
  const chance = chanceOf('hung');

  it.each(sets.map((set) => [set.name, set] as const))('%s', async (_, set) => {
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

  it('is of every kind on some table', () => {
    expect([...PART_KINDS, ...DEPENDENT_KINDS].filter((kind) => !hung.has(kind))).toEqual([]);
  });
});
