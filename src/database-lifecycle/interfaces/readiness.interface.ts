/**
 * `unreachable`: the database did not answer in time, or refused; `missing-tables`: tables that entities map to are not
 * there; `pending-migrations`: the code has migrations that the database has not run.
 */
export type ReadinessReason = 'unreachable' | 'missing-tables' | 'pending-migrations';

/** Whether requests can be served. Holds nothing secret, since a health check shows it to anybody. */
export interface Readiness {
  /** Whether the database has all that this code needs. */
  readonly ready: boolean;
  /** Why not; empty when ready. */
  readonly reasons: readonly ReadinessReason[];
}

/** What a look at the database found wanting; for logs and errors, which may name things. */
export interface Shortfall {
  /** Missing tables, as `schema.name`. */
  readonly missing: readonly string[];
  /** Names of the migrations that have not run, oldest first. Always empty where tables are made without them. */
  readonly pending: readonly string[];
  /** The role that may not read the record of migrations, so that all of them count as pending; else undefined. */
  readonly recordHiddenFrom?: string;
}
