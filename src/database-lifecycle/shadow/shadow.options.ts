import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { primaryOf } from '../connect/connection.target';

const DATABASE_OF_URL = /^([a-z]+:\/\/[^/?#]*)(\/[^?#]*)?/i;

/** The app's options on a server that was handed in, which is reached by its URL alone. */
export const serverOptions = (options: PostgresDataSourceOptions, url: string): PostgresDataSourceOptions => ({
  ...options,
  host: undefined,
  port: undefined,
  username: undefined,
  password: undefined,
  database: undefined,
  ssl: undefined,
  replication: undefined,
  url,
});

/** The same options on another database of the same server, of which there is no replica. */
export function onDatabase(options: PostgresDataSourceOptions, database: string): PostgresDataSourceOptions {
  const { url, host, port, username, password, ssl } = primaryOf(options);
  return {
    ...options,
    host,
    port,
    username,
    password,
    ssl,
    database,
    url: url?.replace(DATABASE_OF_URL, `$1/${database}`),
    replication: undefined,
  };
}

/**
 * For a shadow database. Subscribers would act on what is none of theirs. Extensions that TypeORM installs whenever the
 * app connects are installed here as well: its migrations may rely on them.
 */
export const shadowOptions = (options: PostgresDataSourceOptions, database: string): PostgresDataSourceOptions => ({
  ...onDatabase(options, database),
  subscribers: [],
  poolSize: 2,
  // An idle connection is the sign that the shadow is in use: the pool must not close it.
  extra: { ...(options.extra as object | undefined), idleTimeoutMillis: 0 },
});

/** To connect without the app, and without anything being installed. */
export const bareOptions = (options: PostgresDataSourceOptions): PostgresDataSourceOptions => ({
  ...options,
  entities: [],
  migrations: [],
  subscribers: [],
  installExtensions: false,
});
