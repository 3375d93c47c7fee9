import { Entity, PrimaryGeneratedColumn } from 'typeorm';
import { ALL_ENTITIES, appOn, callCli, json } from '../cli/support';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { resetting } from './support/acts';
import { trashSchemas } from './support/trash.schemas';

@Entity({ schema: 'shop' })
class Toy {
  @PrimaryGeneratedColumn() id: number;
}

const entities = [...ALL_ENTITIES, Toy];

/** What differs from one answer to the next by time and size alone. */
const timeless = (document: object): object =>
  JSON.parse(JSON.stringify(document, (key, value: unknown) => (/durationMs|bytes/.test(key) ? 0 : value))) as object;

describe('what looks at the database does not see the trash', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await callCli(appOn(database.url, { entities }), ['db:init']);
  });
  afterEach(() => database.drop());

  const look = async (argv: string[]) => {
    const answer = await callCli(appOn(database.url, { entities }), [...argv, '--json']);
    return { ...answer, stdout: timeless(json(answer)) };
  };

  it.each([['db:status'], ['db:drift'], ['db:init', '--dry-run']])('%s %s', async (...argv) => {
    const command = argv.filter(Boolean);
    const before = await look(command);
    const dataSource = await connectTo(database.url, entities);
    await resetting(dataSource, { includeDependents: false });
    await dataSource.destroy();
    expect(await onServer(database.url, trashSchemas)).toHaveLength(2);
    expect(await look(command)).toEqual(before);
  });
});
