import { parse } from 'pg-connection-string';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { ConnectionTarget } from '../errors/database-connection.error';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';

const DEFAULT_PORT = 5432;

type Credentials = Pick<PostgresDataSourceOptions, 'url' | 'host' | 'port' | 'username' | 'database'>;

/** What the options say about one server; with replication it is the primary. */
export const primaryOf = (options: PostgresDataSourceOptions) => options.replication?.master ?? options;

function parsed(url: string): ReturnType<typeof parse> {
  try {
    return parse(url);
  } catch (error) {
    // The error stays out: it may hold the URL, and with it the password.
    throw LifecycleConfigurationError.malformedUrl((error as { code?: string }).code ?? 'URI malformed');
  }
}

/**
 * The address that the options of one server lead to, in a form that may be logged. As in node-postgres a URL wins over the other
 * options, and PG* variables fill the gaps.
 * @throws LifecycleConfigurationError for a URL that can not be read
 */
export function connectionTarget(own: Credentials): ConnectionTarget {
  const { host, port, user, database } = own.url ? parsed(own.url) : { ...own, user: own.username };
  const role = user || process.env.PGUSER || 'the operating system user';
  return {
    host: host || process.env.PGHOST || 'localhost',
    port: Number(port || process.env.PGPORT || DEFAULT_PORT),
    database: database || process.env.PGDATABASE || role,
    role,
  };
}
