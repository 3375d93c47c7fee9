import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';

/** The address that options lead to, as a URL; what they leave out is left to PG* variables. */
export function connectionUrl(options: PostgresDataSourceOptions): string {
  const { url, host, port, username, password, database } = options;
  if (url) return url;
  const credentials = [username, typeof password === 'string' ? password : undefined]
    .filter((part) => part !== undefined)
    .map(encodeURIComponent)
    .join(':');
  // A directory is where a socket lies, and no name of a machine.
  const isSocket = host?.startsWith('/') ?? false;
  const address = `${isSocket || host === undefined ? '' : host}${port === undefined ? '' : `:${port}`}`;
  const query = isSocket ? `?host=${encodeURIComponent(host!)}` : '';
  return `postgres://${credentials}${credentials ? '@' : ''}${address}/${encodeURIComponent(database ?? '')}${query}`;
}
