import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../../src/local-postgres';

/** What the global teardown, in the same process, has to stop. */
export interface WithThrowawayPostgres {
  throwawayPostgres?: ThrowawayPostgres;
}

/** Tests run on the server of TEST_DATABASE_URL, or on one that lives as long as this run. Workers inherit the variable. */
export default async function globalSetup(): Promise<void> {
  process.env.PACKED_MODULE_HOME = mkdtempSync(join(tmpdir(), 'packed-module-'));
  if (process.env.TEST_DATABASE_URL) return;
  const server = await startThrowawayPostgres().catch((cause: Error) => {
    throw new Error(`The tests need a PostgreSQL server, as superuser, in TEST_DATABASE_URL; or: ${cause.message}`, {
      cause,
    });
  });
  process.env.TEST_DATABASE_URL = server.url;
  (globalThis as WithThrowawayPostgres).throwawayPostgres = server;
}
