import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { ConnectionTarget } from '../errors/database-connection.error';
import { connectionTarget } from './connection.target';

/**
 * Which server a failed attempt was about: TypeORM's error does not tell a replica's from the primary's, so each replica
 * is tried by itself.
 */
export async function failingServer(
  { replication, ...options }: PostgresDataSourceOptions,
  primary: ConnectionTarget,
): Promise<ConnectionTarget> {
  for (const replica of replication?.slaves ?? []) {
    const alone = { ...options, ...replica, entities: [], migrations: [], subscribers: [], installExtensions: false };
    const dataSource = new DataSource(alone);
    try {
      await dataSource.initialize();
      await dataSource.destroy();
    } catch {
      return connectionTarget(replica, { replica: true });
    }
  }
  return primary;
}
