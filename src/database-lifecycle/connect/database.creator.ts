import { Client, type ClientConfig } from 'pg';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { ConnectionTarget } from '../errors/database-connection.error';
import { quoteIdentifier } from '../sql/identifier';

const MAINTENANCE_DATABASE = 'postgres';
/** SQLSTATE duplicate_database, and the unique violation that two creators at once can meet instead. */
const ALREADY_THERE = new Set(['42P04', '23505']);

function maintenanceConfig({ url, host, port, username, password, ssl }: PostgresDataSourceOptions): ClientConfig {
  if (url) {
    const address = new URL(url);
    address.pathname = `/${MAINTENANCE_DATABASE}`;
    return { connectionString: address.href, ssl: ssl as ClientConfig['ssl'] };
  }
  return { host, port, user: username, password, ssl: ssl as ClientConfig['ssl'], database: MAINTENANCE_DATABASE };
}

/** Creates the database that the options name, through the maintenance database. Throws what PostgreSQL answers. */
export async function createDatabase(
  options: PostgresDataSourceOptions,
  { database }: ConnectionTarget,
): Promise<void> {
  const client = new Client(maintenanceConfig(options));
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${quoteIdentifier(database)}`);
  } catch (error) {
    if (!ALREADY_THERE.has((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}
