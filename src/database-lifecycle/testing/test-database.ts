import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';

/** A database of one test or test file: the tables of the app's entities, without rows, and nobody else's. */
export interface TestDatabase extends AsyncDisposable {
  /** E.g. `lifecycle_test_1764000000123_0123456789ab`. */
  readonly name: string;
  /** Its address as a URL with the password, e.g. for the app's DATABASE_URL; TLS options are not part of it. */
  readonly url: string;
  /** The options that were given, leading to this database; those of a read replica are left out. */
  readonly options: PostgresDataSourceOptions;
  /** Runs one statement outside the code under test, with `$1` for the first parameter, and gives its rows. */
  query<Row extends object = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Drops it, whoever is still connected: close the app before. A second call does nothing. */
  drop(): Promise<void>;
}
