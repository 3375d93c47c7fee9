/** Told what becomes of the lifecycle lock. */
export interface LockObserver {
  /** Once, when another process holds the lifecycle lock. */
  onWait?(holders: readonly LockHolder[]): void;
  /** Once it is free after a wait, which took so many milliseconds; never when there was none. */
  onLocked?(waitedMs: number): void;
}

/** A backend that holds what we wait for, as pg_stat_activity shows it. */
export interface LockHolder {
  /** Of the server's process. */
  readonly pid: number;
  /** Its `application_name`; empty when it gave none. */
  readonly application: string;
  /** Client address, or `local` for a socket. */
  readonly host: string;
  /** Who is connected. */
  readonly role: string;
  /** E.g. `active`, `idle in transaction`; null when the role may not see it. */
  readonly state: string | null;
  /** Seconds since its transaction began. */
  readonly seconds: number | null;
}

/** One that holds tables, `schema.name` each. */
export interface TableLocker extends LockHolder {
  readonly tables: readonly string[];
}
