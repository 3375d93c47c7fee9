import { databaseOptions } from '../../../src/config/database.options';
import { parseEnvironment } from '../../../src/config/environment.parser';
import { createTestDatabase, type TestDatabase } from '../../../src/database-lifecycle/testing';
import { serverUrl } from '../../support/test-database';

/** The options of this app's DataSource, on a database of this run's server. */
export const appOptions = (url = serverUrl(), variables: Record<string, string> = {}) =>
  databaseOptions(parseEnvironment({ ENVIRONMENT: 'test', ...variables, DATABASE_URL: url }), url);

/** A database that holds this app's tables, and no rows. */
export const createAppDatabase = (): Promise<TestDatabase> => createTestDatabase(appOptions());

/** Empties the table of users, and those of the features that refer to them. */
export const emptyTables = (database: { query(sql: string): Promise<unknown> }): Promise<unknown> =>
  database.query('TRUNCATE users CASCADE');
