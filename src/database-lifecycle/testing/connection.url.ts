import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';

type Value = string | number | undefined;

/** The host as it stands in a URL; undefined for what has no place there, such as the directory of a socket. */
function hostnameOf(host: string | undefined): string | undefined {
  if (!host) return undefined;
  const name = host.includes(':') ? `[${host}]` : host;
  const url = `postgres://${name}`;
  return URL.canParse(url) && new URL(url).hostname === name ? name : undefined;
}

const queryOf = (values: Readonly<Record<string, Value>>): string =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value], index) => `${index === 0 ? '?' : '&'}${name}=${encodeURIComponent(value!)}`)
    .join('');

/** The address that options lead to, as a URL; what they leave out is left to PG* variables. */
export function connectionUrl(options: PostgresDataSourceOptions): string {
  const { url, host, port, username, database = '' } = options;
  if (url) return url;
  const password = typeof options.password === 'string' ? options.password : undefined;
  const path = `/${encodeURIComponent(database)}`;
  const hostname = hostnameOf(host);
  // Without a host there may be neither a role nor a port before the path; node-postgres and libpq read them in the query.
  if (!hostname) return `postgres://${path}${queryOf({ user: username, password, host, port })}`;
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  const credentials = `${encodeURIComponent(username ?? '')}${secret}`;
  return `postgres://${credentials}${credentials ? '@' : ''}${hostname}${port === undefined ? '' : `:${port}`}${path}`;
}
