import { parse } from 'pg-connection-string';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { ConnectionTarget } from '../errors/database-connection.error';

const DEFAULT_PORT = 5432;

/** The address that the options lead to, in a form that may be logged. With replication it is the primary's. */
export function connectionTarget(options: PostgresDataSourceOptions): ConnectionTarget {
  const own = options.replication ? options.replication.master : options;
  const url = own.url ? parse(own.url) : undefined;
  const role = own.username ?? url?.user ?? process.env.PGUSER ?? 'the operating system user';
  return {
    host: own.host ?? url?.host ?? process.env.PGHOST ?? 'localhost',
    port: Number(own.port ?? url?.port ?? process.env.PGPORT ?? DEFAULT_PORT),
    database: own.database ?? url?.database ?? process.env.PGDATABASE ?? role,
    role,
  };
}
