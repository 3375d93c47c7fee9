import { Client } from 'pg';
import { makeThrowawayDirectory } from '../../src/local-postgres/throwaway.directory';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../../src/local-postgres';

/** What the global teardown, in the same process, has to stop. */
export interface WithThrowawayPostgres {
  throwawayPostgres?: ThrowawayPostgres;
}

/** Tests run on the server of TEST_DATABASE_URL, or on one that lives as long as this run. Workers inherit the variable. */
export default async function globalSetup(): Promise<void> {
  process.env.PACKED_MODULE_HOME = makeThrowawayDirectory();
  process.env.TEST_DATABASE_URL ??= await throwawayUrl();
  process.env.TEST_SERVER_VERSION = await versionOf(process.env.TEST_DATABASE_URL);
}

async function versionOf(connectionString: string): Promise<string> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`);
  await client.end();
  return rows[0]!.version;
}

async function throwawayUrl(): Promise<string> {
  const server = await startThrowawayPostgres().catch((cause: Error) => {
    throw new Error(`The tests need a PostgreSQL server, as superuser, in TEST_DATABASE_URL; or: ${cause.message}`, {
      cause,
    });
  });
  (globalThis as WithThrowawayPostgres).throwawayPostgres = server;
  return server.url;
}
