/** Told what becomes of the lifecycle lock. */
export interface LockObserver {
  /** Once, when another process holds the lifecycle lock. */
  onWait?(holders: readonly LockHolder[]): void;
  /** Once it is free after a wait, which took so many milliseconds; never when there was none. */
  onLocked?(waitedMs: number): void;
}

/**
 * Who holds a lock that we wait for: a backend, as in pg_stat_activity, or a prepared transaction, as in
 * pg_prepared_xacts.
 */
export interface LockHolder {
  /** Of the server's process; null for a prepared transaction, which has none. */
  readonly pid: number | null;
  /** The name of a prepared transaction, which lasts until COMMIT PREPARED or ROLLBACK PREPARED; null for a backend. */
  readonly gid?: string | null;
  /** Its `application_name`; empty when it gave none. */
  readonly application: string;
  /** Client address, or `local` for a socket; empty for a prepared transaction. */
  readonly host: string;
  /** Who is connected, or has prepared the transaction. */
  readonly role: string;
  /** E.g. `active`, `idle in transaction`, `prepared`; null when the role may not see it. */
  readonly state: string | null;
  /** Seconds since its transaction began, or was prepared. */
  readonly seconds: number | null;
}

/** One that holds tables, `schema.name` each. */
export interface TableLocker extends LockHolder {
  readonly tables: readonly string[];
}
