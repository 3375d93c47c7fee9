import type { Client, ClientConfig } from 'pg';

/** What node-postgres keeps of the settings that a client was made with. */
type Connected = Client & { readonly connectionParameters: Pick<ClientConfig, 'sslnegotiation' | 'application_name'> };

/**
 * A second client for the same server and database, not connected yet: to ask about the first one.
 * @param extra the DataSource option of that name, which may have a stream of its own
 * @param limitMs how long connecting, and each answer, may take, in milliseconds
 */
export function secondConnection(client: Client, extra: object | undefined, limitMs: number): Client {
  const { host, port, user, database, password, ssl, connectionParameters } = client as Connected;
  const { sslnegotiation, application_name } = connectionParameters;
  const Same = client.constructor as new (config: ClientConfig) => Client;
  return new Same({
    ...extra,
    host,
    port,
    user,
    database,
    password,
    ssl,
    sslnegotiation,
    application_name,
    connectionTimeoutMillis: limitMs,
    query_timeout: limitMs,
  }).on('error', () => undefined);
}
