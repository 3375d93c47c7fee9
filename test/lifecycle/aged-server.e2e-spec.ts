import { DataSource, EntitySchema } from 'typeorm';
import { createMissingTables } from '../../src/database-lifecycle';
import { noServer15, startServer15 } from '../shadow/server-15';

const owner = new EntitySchema<{ id: number }>({ name: 'Owner', columns: { id: { type: 'int', primary: true } } });
const pet = new EntitySchema<{ id: number; owner: { id: number } }>({
  name: 'Pet',
  columns: { id: { type: 'int', primary: true } },
  relations: { owner: { type: 'many-to-one', target: 'Owner' } },
});

/** Where a row keeps the number of a transaction so long ago that it looks like one to come. */
const THREE_BILLION = 3_000_000_000;

if (noServer15) process.stderr.write(`Skipped test/lifecycle/aged-server: ${noServer15}\n`);

(noServer15 ? describe.skip : describe)('a server that has done three billion transactions', () => {
  let server: Awaited<ReturnType<typeof startServer15>>;
  beforeAll(async () => {
    server = await startServer15(THREE_BILLION, 'CREATE TABLE long_ago (id serial PRIMARY KEY, n int)');
  }, 120_000);
  afterAll(() => server?.stop());

  it('gets what is missing, with the proof that nothing else has changed', async () => {
    const created: (readonly string[])[] = [];
    for (const entities of [[owner], [owner, pet], [owner, pet]]) {
      const dataSource = await new DataSource({ type: 'postgres', url: server.url, entities }).initialize();
      created.push((await createMissingTables(dataSource, { environment: 'development' })).created);
      await dataSource.destroy();
    }
    expect(created).toEqual([['public.owner'], ['public.pet'], []]);
  });
});
