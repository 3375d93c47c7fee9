import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { readCatalog } from '../support/catalog';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { corpus } from '.';
import { emptyDatabase } from './empty-database';
import type { EntitySet } from './entity-set';
import { KINDS } from './kinds';
import { dataSourceOf, prepare, synchronizeReference } from './reference';
import { expectedText, sentText, withViewsSorted } from './statements';
import { messagesOf } from './wire';

const options = { without: ['database_lifecycle_journal'], rowsOf: ['typeorm_metadata', 'orm_facts'] };

/** TypeORM's order of dependent views is not a total one, so there the order may differ. */
const ordersViews = ({ kinds }: EntitySet): boolean => kinds.some((kind) => /^(chain|diamond) of views$/.test(kind));

/** TypeORM installs pgcrypto for `gen_random_uuid()`, which is in PostgreSQL's core since 13. */
const neededExtension = (line: string): boolean => !line.startsWith('extension pgcrypto ');

describe('the corpus', () => {
  it('holds at least sixty sets, each with a name of its own', () => {
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    expect(corpus.length).toBeGreaterThanOrEqual(60);
  });

  it('holds every kind', () => {
    const covered = new Set(corpus.flatMap(({ kinds }) => kinds));
    expect(KINDS.filter((kind) => !covered.has(kind))).toEqual([]);
  });
});

describe('createMissingTables() beside synchronize()', () => {
  let reference: TestDatabase;
  let database: TestDatabase;

  beforeAll(async () => {
    [reference, database] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  });

  afterEach(() => Promise.all([emptyDatabase(reference), emptyDatabase(database)]));

  afterAll(() => Promise.all([reference?.drop(), database?.drop()]));

  it('starts each time on a database as good as new', async () => {
    const asNew = await readCatalog(database.url);
    const set = corpus.find(({ name }) => name === 'shop')!;
    await synchronizeReference(set, database.url);
    await emptyDatabase(database);
    expect(await readCatalog(database.url)).toEqual(asNew);
  });

  it.each(corpus.map((set) => [set.name, set] as const))('%s', async (_name, set) => {
    await Promise.all([prepare(set, reference, { schemas: true }), prepare(set, database, { schemas: false })]);
    const dataSource = await dataSourceOf(set, database.url).initialize();
    try {
      const synchronized = await synchronizeReference(set, reference.url);
      const { batches } = await planMissingTables(dataSource);
      const { created, statements } = await createMissingTables(dataSource);
      expect(created.length).toBeGreaterThan(0);
      expect(statements).toEqual(batches.flatMap((batch) => batch.statements.map(({ sql }) => sql)));

      const catalogs = await Promise.all([readCatalog(database.url, options), readCatalog(reference.url, options)]);
      expect(catalogs[0]).toEqual(catalogs[1].filter(neededExtension));

      const inOrder = ordersViews(set) ? withViewsSorted : (texts: string[]): string[] => texts;
      const expectedSql = expectedText(synchronized, reference.name, database.name);
      expect(inOrder(sentText(statements)).join('; ')).toBe(inOrder(expectedSql).join('; '));

      let again: readonly string[] = created;
      const messages = await messagesOf(async () => {
        again = (await createMissingTables(dataSource)).created;
      });
      expect(again).toEqual([]);
      expect(messages).toEqual([expect.stringMatching(/^\s*(WITH|SELECT)\b[^;]*$/)]);
    } finally {
      await dataSource.destroy();
    }
  });
});
