import { Client } from 'pg';
import { emptyDatabase } from './catalog-reset';
import { createEmptyDatabase, type TestDatabase } from './test-database';

/** A database for all tests of a block, emptied after each, and a connection to it outside the code under test. */
export interface EmptiedDatabase {
  readonly name: string;
  readonly url: string;
  readonly client: Client;
  /** Empties it within a test. */
  empty(): Promise<void>;
}

/** Registers the hooks of a block. */
export function useEmptiedDatabase(): EmptiedDatabase {
  let database: TestDatabase | undefined;
  let client: Client | undefined;
  beforeAll(async () => {
    database = await createEmptyDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterEach(() => emptyDatabase(client!));
  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });
  return {
    get name() {
      return database!.name;
    },
    get url() {
      return database!.url;
    },
    get client() {
      return client!;
    },
    empty: () => emptyDatabase(client!),
  };
}
