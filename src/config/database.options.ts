import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { sessionOptions } from './database.session';
import { withTls } from './database.tls';
import type { Environment } from './environment.schema';
import { livingFiles } from './living.files';

/** For connecting to the server, and for a free connection of the pool; after that the request is answered 503. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * The DataSource of the app and of the commands, so that all of them look at the same database in the same way. The
 * files are those of `src/` under TypeScript and of `dist/src/` once built.
 */
export function databaseOptions(environment: Environment, url: string): PostgresDataSourceOptions {
  const server = (serverUrl: string) => ({ url: withTls(serverUrl, environment.DATABASE_SSL_CA) });
  const replicas = environment.DATABASE_REPLICA_URLS;
  return {
    type: 'postgres',
    ...(replicas ? { replication: { master: server(url), slaves: replicas.map(server) } } : server(url)),
    schema: environment.DATABASE_SCHEMA,
    entities: livingFiles('src', '.entity', { recursive: true }),
    migrations: livingFiles('migrations', ''),
    // What is missing is created by DatabaseLifecycleModule, and everything else by migrations.
    synchronize: false,
    // Connecting must not write; pgcrypto makes the default of a uuid gen_random_uuid(), which needs no extension.
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    applicationName: 'nest-database-lifecycle',
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolSize: environment.DATABASE_POOL_SIZE,
    extra: sessionOptions(environment),
  };
}
