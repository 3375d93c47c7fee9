import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packModule, ROOT, type PackedModule } from '../package/support/packed.module';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { ExampleApp } from './example.app';

const JOURNAL = 'database_lifecycle_journal';

const get = async (url: string): Promise<unknown> => (await fetch(url)).json();
const post = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('the example', () => {
  let packed: PackedModule;
  let database: TestDatabase;
  let second: TestDatabase;

  beforeAll(async () => {
    packed = await packModule();
  }, 180_000);
  afterAll(() => packed?.remove());

  beforeEach(async () => {
    database = await createEmptyDatabase();
    second = await createEmptyDatabase();
  });
  afterEach(async () => {
    await database.drop();
    await second.drop();
  });

  it('is one of those below', () => {
    expect(readdirSync(join(ROOT, 'examples')).toSorted()).toEqual(['from-synchronize', 'two-data-sources']);
  });

  it('from-synchronize: the diff of its README leaves tables and rows as synchronize made them, and an empty database gets its own', async () => {
    const app = new ExampleApp(packed, 'from-synchronize');
    const [, diff = ''] = /```diff\n([\s\S]*?)```/.exec(app.read('README.md')) ?? [];
    const env = { DATABASE_URL: database.url };

    app.patch(diff, '--reverse');
    expect(app.read('src/app.module.ts')).toContain('synchronize: true');
    app.build();
    await app.running(env, async (url) => {
      expect((await post(`${url}/books`, { title: 'Emma', tags: ['novel'] })).status).toBe(201);
    });
    const before = [await readCatalog(database.url), await database.query('SELECT xmin::text, * FROM books')];
    expect(before[1]).toMatchObject([{ title: 'Emma', tags: ['novel'], state: 'wanted' }]);

    app.patch(diff);
    app.build();
    expect(app.command(env, 'status')).toMatchObject({ toCreate: [], warnings: [], problems: [] });
    expect(app.command(env, 'drift')).toMatchObject({ agree: true });
    await app.running(env, async (url, lines) => {
      expect(lines.join('\n')).toContain('The one table exists, nothing to create');
      expect(await get(`${url}/books`)).toMatchObject([{ title: 'Emma' }]);
    });
    expect([
      await readCatalog(database.url, { without: [JOURNAL] }),
      await database.query('SELECT xmin::text, * FROM books'),
    ]).toEqual(before);

    await app.running({ DATABASE_URL: second.url }, async (url, lines) => {
      expect(lines.join('\n')).toContain('New tables to create: books');
      expect(await get(`${url}/books`)).toEqual([]);
    });
  }, 300_000);

  it('two-data-sources: each database gets its tables and its rows, once', async () => {
    const app = new ExampleApp(packed, 'two-data-sources');
    const env = { DATABASE_URL: database.url, BILLING_URL: second.url };
    app.build();
    const ask = (): Promise<unknown[]> =>
      app.running(env, async (url) => [await get(`${url}/orders`), await get(`${url}/invoices`)]);
    const answers = await ask();
    expect(answers).toEqual([
      expect.arrayContaining([{ id: 1, article: expect.any(String) as unknown }]),
      expect.arrayContaining([{ id: 1, recipient: expect.any(String) as unknown }]),
    ]);
    expect(await ask()).toEqual(answers);
    const tables = `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`;
    expect(await database.query(tables)).toEqual([{ tablename: JOURNAL }, { tablename: 'orders' }]);
    expect(await second.query(tables)).toEqual([{ tablename: JOURNAL }, { tablename: 'invoices' }]);
    expect(app.command(env, '--data-source', 'billing', 'status')).toMatchObject({
      tables: [{ table: 'public.invoices', rows: 3 }],
    });
  }, 300_000);
});
