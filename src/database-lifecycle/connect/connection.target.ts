import { defaults } from 'pg';
import { parse } from 'pg-connection-string';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { ConnectionTarget } from '../errors/database-connection.error';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';

type Credentials = Pick<PostgresDataSourceOptions, 'url' | 'host' | 'port' | 'username' | 'database'>;

/** What the options say about one server; with replication it is the primary. */
export const primaryOf = (options: PostgresDataSourceOptions) => options.replication?.master ?? options;

/** Why a URL could not be parsed, in words that repeat nothing of it: the password is in there. */
function reasonOf(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return `a file that it names (sslrootcert, sslcert or sslkey) can not be opened, ${code}`;
  // Node's own messages may hold what was given; the parser's own errors are fixed texts about an option of TLS.
  if (code !== undefined) return code;
  return error instanceof URIError ? 'URI malformed' : message.replace(/\.$/, '');
}

/**
 * The address that the options of one server lead to, in a form that may be logged. As in node-postgres, a URL wins
 * over the other options, PG* variables and defaults fill the gaps (the role is the operating system's user), and the
 * database is called like the role unless it is named.
 * @throws LifecycleConfigurationError for a URL that can not be read
 */
export function connectionTarget(own: Credentials, { replica }: { readonly replica?: true } = {}): ConnectionTarget {
  const parsed = (url: string): ReturnType<typeof parse> => {
    try {
      return parse(url);
    } catch (error) {
      throw LifecycleConfigurationError.malformedUrl(reasonOf(error), replica);
    }
  };
  const { host, port, user, database } = own.url ? parsed(own.url) : { ...own, user: own.username };
  const role = user || process.env.PGUSER || defaults.user;
  return {
    host: host || process.env.PGHOST || defaults.host!,
    port: Number(port || process.env.PGPORT || defaults.port),
    database: database || process.env.PGDATABASE || defaults.database || role,
    role,
    replica,
  };
}
