import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { toName } from '../sql/identifier';

/** The DataSource's driver; throws LifecycleConfigurationError when it is not PostgreSQL's. */
export function postgresDriver(dataSource: DataSource): PostgresDriver {
  if (dataSource.options.type !== 'postgres') throw LifecycleConfigurationError.notPostgres(dataSource.options.type);
  return dataSource.driver as PostgresDriver;
}

/** The database's name. TypeORM leaves the one of a URL as it is spelled there, node-postgres decodes it. */
export function databaseName(dataSource: DataSource): string {
  const { database = '', options } = postgresDriver(dataSource);
  return (options.replication?.master ?? options).url ? decodeURI(database) : database;
}

/** Where relations without a schema of their own live; throws LifecycleConfigurationError when `search_path` leads nowhere. */
export function defaultSchema(dataSource: DataSource): string {
  const { schema } = postgresDriver(dataSource);
  if (!schema) throw LifecycleConfigurationError.noSchema();
  return schema;
}

const DEFAULT_MIGRATIONS_TABLE = 'migrations';

/** The name of TypeORM's record of migrations, as the options have it. */
export const migrationsTableName = ({ options }: DataSource): string =>
  options.migrationsTableName ?? DEFAULT_MIGRATIONS_TABLE;

/** TypeORM's record of migrations, as PostgreSQL stores its name. */
export const migrationsTable = (dataSource: DataSource): NamedObject => ({
  schema: toName(defaultSchema(dataSource)),
  name: toName(migrationsTableName(dataSource)),
});
