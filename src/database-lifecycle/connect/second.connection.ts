import type { Client, ClientConfig } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';

/** What node-postgres keeps of the settings that a client was made with. */
type Connected = Client & { readonly connectionParameters: Pick<ClientConfig, 'sslnegotiation' | 'application_name'> };

/** The client keeps the password that a function gave it; a token is good only for a while. */
function passwordOf({ host, port, password }: Connected, options: Partial<PostgresDataSourceOptions>) {
  const { replication, extra } = options;
  const servers = replication ? [replication.master, ...replication.slaves] : [options];
  const suppliers = servers.filter((own) => (own.host ?? host) === host && Number(own.port ?? port) === port);
  const given: unknown[] = [extra, ...suppliers].map((own) => own?.password);
  return (given.find((one) => typeof one === 'function') as ClientConfig['password']) ?? password;
}

/**
 * A second client for the same server and database, not connected yet: to ask about the first one.
 * @param options those of the client's DataSource; `extra` may have a stream of its own
 * @param limitMs how long connecting, and each answer, may take, in milliseconds
 */
export function secondConnection(client: Client, options: Partial<DataSourceOptions>, limitMs: number): Client {
  const { host, port, user, database, ssl, connectionParameters } = client as Connected;
  const { sslnegotiation, application_name } = connectionParameters;
  const Same = client.constructor as new (config: ClientConfig) => Client;
  return new Same({
    ...(options.extra as object | undefined),
    host,
    port,
    user,
    database,
    password: passwordOf(client as Connected, options as Partial<PostgresDataSourceOptions>),
    ssl,
    sslnegotiation,
    application_name,
    connectionTimeoutMillis: limitMs,
    query_timeout: limitMs,
  }).on('error', () => undefined);
}
