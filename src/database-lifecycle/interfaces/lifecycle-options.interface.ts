/** Options of {@link DatabaseLifecycleModule}. Each has a default that suits an app as it is. */
export interface DatabaseLifecycleOptions {
  /**
   * The environment's name. Only `development` and `test` create tables by themselves; every other name is treated
   * like production. Default: `ENVIRONMENT`, else `NODE_ENV`, else `development`; if either says production, it is.
   */
  environment?: string;
  /**
   * Create missing tables on bootstrap where the environment allows it. With `false` tables come from migrations, as in
   * production: a start tells what is missing or pending, and does what `onPending` says. Default: `true`.
   */
  autoCreate?: boolean;
  /**
   * Run seeders that are due on bootstrap where the environment allows it, once no table is missing and, with
   * `autoCreate: false`, no migration pending. Default: `true`.
   */
  autoSeed?: boolean;
  /**
   * What to do, where nothing is created, if tables are missing or migrations pending. `unready`: the app starts, and
   * is not ready until they are there. `fail`: it does not start. `ignore`: it logs a line, and readiness tells only
   * whether the database answers. Default: `unready`.
   */
  onPending?: 'unready' | 'fail' | 'ignore';
  /**
   * How long to wait for another process that holds the lifecycle lock, in milliseconds; `Infinity` for as long as it
   * takes. Default: 60,000.
   */
  lockWaitTimeoutMs?: number;
  /** How long one statement waits for a table's lock (`lock_timeout`), in milliseconds, 1 or more. Default: 5,000. */
  lockTimeoutMs?: number;
  /** `statement_timeout` while tables are created, in milliseconds; 0 for none. Default: 0. */
  statementTimeoutMs?: number;
  /** Name of the lifecycle's own record, made in the default schema with its first entry. Default: `database_lifecycle_journal`. */
  journalTable?: string;
  /**
   * How many trashes, i.e. what resets have set aside, are kept whatever their age, the newest first. The next reset
   * purges the others, but none younger than a day; `Infinity` keeps all. Default: 3.
   */
  keepResets?: number;
  /**
   * The app's version, part of each entry of that record. Default: the one of the package.json whose script npm has
   * started (`npm_package_version`); none when npm has not.
   */
  applicationVersion?: string;
  /**
   * Tables that exist although neither entities nor migrations make them, e.g. another team's that a foreign key refers
   * to: by `name` or `schema.name`, the SQL that makes a stand-in. It runs in shadow databases; no comparison includes
   * it. Default: none.
   */
  externalTables?: Readonly<Record<string, string>>;
}

/** What a class implements that `forRootAsync({ useClass })` or `useExisting` names. */
export interface DatabaseLifecycleOptionsFactory {
  /** Gives the options, or a promise of them; called once. */
  createDatabaseLifecycleOptions(): DatabaseLifecycleOptions | Promise<DatabaseLifecycleOptions>;
}
