import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { ConnectionTarget } from '../errors/database-connection.error';
import { connectionTarget } from './connection.target';
import { within } from './time.limit';

/**
 * Which server a failed attempt was about: TypeORM's error does not tell a replica from the primary, so each replica is
 * tried by itself.
 * @param limitMs how long a replica may take, in milliseconds; one that takes longer is the answer
 */
export async function failingServer(
  { replication, ...options }: PostgresDataSourceOptions,
  primary: ConnectionTarget,
  limitMs: number,
): Promise<ConnectionTarget> {
  for (const replica of replication?.slaves ?? []) {
    const alone = { ...options, ...replica, entities: [], migrations: [], subscribers: [], installExtensions: false };
    const tried = async (): Promise<void> => (await new DataSource(alone).initialize()).destroy();
    try {
      await within(limitMs, tried());
    } catch {
      return connectionTarget(replica, { replica: true });
    }
  }
  return primary;
}
