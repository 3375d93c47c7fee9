import { appOn, callCli, json } from '../cli/support';
import { connectTo } from '../support/lifecycle-data-source';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { resetting } from './support/acts';
import { ALL_ENTITIES } from '../cli/support';
import { trashSchemas } from './support/trash.schemas';
import { Client } from 'pg';

/** What differs from one answer to the next by time alone. */
const timeless = (document: object): object =>
  JSON.parse(JSON.stringify(document, (key, value: unknown) => (/durationMs|bytes/.test(key) ? 0 : value))) as object;

describe('what looks at the database does not see the trash', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
    await callCli(appOn(database.url), ['db:init']);
  });
  afterEach(() => database.drop());

  const reset = async (): Promise<void> => {
    const dataSource = await connectTo(database.url, ALL_ENTITIES);
    await resetting(dataSource, { includeDependents: false });
    await dataSource.destroy();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    expect(await trashSchemas(client)).toHaveLength(1);
    await client.end();
  };

  it.each([['db:status'], ['db:drift']])('%s', async (command) => {
    const look = async () => {
      const answer = await callCli(appOn(database.url), [command, '--json']);
      return { ...answer, stdout: timeless(json(answer)) };
    };
    const before = await look();
    await reset();
    expect(await look()).toEqual(before);
  });

  it('db:init finds nothing to do', async () => {
    const look = () => callCli(appOn(database.url), ['db:init', '--dry-run', '--json']);
    const before = await look();
    await reset();
    expect({ ...(await look()), stdout: '' }).toEqual({ ...before, stdout: '' });
  });
});
