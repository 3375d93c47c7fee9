import { Client, type ClientConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { quoteIdentifier } from '../sql/identifier';
import { primaryOf } from './connection.target';
import { CONNECT_TIMEOUT_MS, watchSilence } from './silence.watch';

const MAINTENANCE_DATABASE = 'postgres';
/** SQLSTATE duplicate_database, and the unique violation that two creators at once can meet instead. */
const ALREADY_THERE = new Set(['42P04', '23505']);

function maintenanceConfig(options: PostgresDataSourceOptions): ClientConfig {
  const { url, host, port, username, password, ssl } = primaryOf(options);
  const address = url ? parseIntoClientConfig(url) : { host, port, user: username, password };
  return {
    ...address,
    ...(ssl === undefined ? {} : { ssl }),
    database: MAINTENANCE_DATABASE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  } as ClientConfig;
}

/** Creates a database where the options lead, through the maintenance database. Throws what PostgreSQL answers. */
export async function createDatabase(options: PostgresDataSourceOptions, database: string): Promise<void> {
  const client = new Client(maintenanceConfig(options));
  // The statement fails too when the connection is lost; an unhandled error event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  watchSilence(client, {});
  try {
    await client.query(`CREATE DATABASE ${quoteIdentifier(database)}`);
  } catch (error) {
    if (!ALREADY_THERE.has((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}
