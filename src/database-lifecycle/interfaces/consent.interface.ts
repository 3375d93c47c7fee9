/** A command that may lose rows or replace them; every refusal names it. */
export interface DestructiveAct {
  /** E.g. `db:init`. */
  readonly command: string;
  /** Its arguments and flags without those of consent, e.g. `['--force', '--seed']`, for calling it again. */
  readonly words: readonly string[];
  /** What a person is asked, e.g. `whether all these rows may go`. */
  readonly asks: string;
  /** What to do instead where it is never allowed. */
  readonly instead?: string;
}

/** What a person agreed to. Plain data, so that it can be checked again under the lock. */
export interface Consent {
  /** The database's name, typed or from `--confirm`; null when the question was left. */
  readonly database: string | null;
  /** The server's host, from `--remote`, where it is not this machine's. */
  readonly remote?: string;
}

/** Where the server of a connection is. */
export interface ServerPlace {
  /** As the connection's settings name it; the address instead, if they name this machine but lead to another. */
  readonly host: string;
  readonly port: number;
  /** Whether it is reached by a socket or a loopback address. */
  readonly local: boolean;
}
