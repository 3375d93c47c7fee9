/** A backend that holds what we wait for, as pg_stat_activity shows it. */
export interface LockHolder {
  readonly pid: number;
  readonly application: string;
  /** Client address, or `local` for a socket. */
  readonly host: string;
  readonly role: string;
  readonly state: string | null;
  /** Seconds since its transaction began. */
  readonly seconds: number | null;
}
