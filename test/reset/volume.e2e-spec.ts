import { Client } from 'pg';
import { createMissingTables } from '../../src/database-lifecycle';
import { Animal, Owner } from '../cli/entities';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase } from '../support/test-database';
import { resetting, restoring } from './support/acts';
import { bigFacts, filesOf } from './support/big.database';
import { trashSchemas } from './support/trash.schemas';

/** Ten million with RESET_ROWS=10000000: minutes to make, no longer to set aside. */
const ROWS = Number(process.env.RESET_ROWS ?? 200_000);
/** What a reset of a hundred rows may take on a busy machine; rows have no part in it. */
const MOST_MS = 1_500;

const timed = async <Result>(work: Promise<Result>): Promise<{ result: Result; ms: number }> => {
  const started = performance.now();
  return { result: await work, ms: performance.now() - started };
};

describe(`a table of ${ROWS.toLocaleString('en')} rows (RESET_ROWS)`, () => {
  it('is set aside and comes back without a page copied, in the time that an empty one takes', async () => {
    const database = await createEmptyDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const dataSource = await connectTo(database.url, [Owner, Animal]);
    await createMissingTables(dataSource);
    await client.query(`INSERT INTO owners (name) SELECT 'owner ' || g FROM generate_series(1, 1000) g;
      INSERT INTO animals (name, "ownerId") SELECT 'animal ' || g, 1 + g % 1000 FROM generate_series(1, ${ROWS}) g`);
    const before = await bigFacts(client, 'public');
    expect(before.rows).toBe(ROWS);

    const reset = await timed(resetting(dataSource, { includeDependents: false }));
    const [trash] = await trashSchemas(client);
    expect(await filesOf(client, trash!)).toEqual(before.files);
    expect((await bigFacts(client, 'public')).rows).toBe(0);
    const size = `SELECT pg_total_relation_size('${trash}.animals') AS bytes`;
    const { rows } = await client.query<{ bytes: string }>(size);

    const restore = await timed(restoring(dataSource, reset.result));
    expect(await bigFacts(client, 'public')).toEqual(before);
    process.stderr.write(
      `${ROWS} rows, ${Math.round(Number(rows[0]!.bytes) / 2 ** 20)} MB: reset ${Math.round(reset.ms)} ms, restore ${Math.round(restore.ms)} ms\n`,
    );
    expect(reset.ms).toBeLessThan(MOST_MS);
    expect(restore.ms).toBeLessThan(MOST_MS);
    await dataSource.destroy();
    await client.end();
    await database.drop();
  }, 900_000);
});
