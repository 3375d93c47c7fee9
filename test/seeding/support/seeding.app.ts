import type { Provider } from '@nestjs/common';
import { createMissingTables } from '../../../src/database-lifecycle';
import { appOn, callCli, type CliAnswer, type CliCall } from '../../cli/support';
import { connectTo } from '../../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { ENTITIES } from './entities';
import { SEEDERS } from './seeding.module';

/** A database with the tables of entities.ts, empty and stamped development. */
export async function unseededDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  const dataSource = await connectTo(database.url, ENTITIES);
  await createMissingTables(dataSource, { environment: 'development' });
  await dataSource.destroy();
  return database;
}

export interface SeedingCall extends CliCall {
  readonly providers?: Provider[];
  readonly environment?: string;
}

/** Runs a command in this process on the app of the seeders. */
export const call = (
  url: string,
  argv: string[],
  { providers = SEEDERS, environment = 'development', ...options }: SeedingCall = {},
): Promise<CliAnswer> =>
  callCli(appOn(url, { entities: ENTITIES, providers, lifecycle: { environment } }), argv, options);

/** Keys of the seeders that the journal has as done, in order, each as often as it ran. */
export const doneSeeders = async (database: TestDatabase): Promise<string[]> =>
  (
    await database.query<{ name: string }>(
      `SELECT name FROM database_lifecycle_journal WHERE event = 'seed' AND details->>'result' = 'done' ORDER BY id`,
    )
  ).map(({ name }) => name);

/** Advisory locks that somebody holds or waits for in the database. */
export const advisoryLocks = (database: TestDatabase): Promise<object[]> =>
  database.query(`SELECT pid, mode, granted FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
