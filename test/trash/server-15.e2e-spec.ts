import { Client } from 'pg';
import { ALL_ENTITIES } from '../cli/support';
import { noServer15, startServer15 } from '../shadow/server-15';
import { connectTo } from '../support/lifecycle-data-source';
import { ResetApp, stateOf } from './support';

if (noServer15) process.stderr.write(`Skipped test/trash on PostgreSQL 15: ${noServer15}\n`);

(noServer15 ? describe.skip : describe)('reset and restore on PostgreSQL 15', () => {
  it('brings back everything exactly as it was, with what is not of the app', async () => {
    const server = await startServer15();
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const dataSource = await connectTo(server.url, ALL_ENTITIES);
    try {
      const app = new ResetApp(dataSource, 'postgres');
      await app.create();
      await client.query(`INSERT INTO owners (name) SELECT g::text FROM generate_series(1, 9) g; REFRESH MATERIALIZED VIEW animal_count;
        CREATE VIEW vips AS SELECT * FROM animal_names; CREATE TABLE keepers (since date) INHERITS (owners);
        CREATE TABLE toys (id int, owner int REFERENCES owners) PARTITION BY RANGE (id); CREATE TABLE some_toys PARTITION OF toys DEFAULT;
        INSERT INTO toys VALUES (1, 1)`);
      const before = await stateOf(client);
      await app.reset({ includeDependents: true });
      await app.restore();
      expect(await stateOf(client)).toEqual(before);
    } finally {
      await dataSource.destroy();
      await client.end();
      await server.stop();
    }
  });
});
