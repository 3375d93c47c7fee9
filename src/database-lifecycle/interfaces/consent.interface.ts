/** What may lose rows or put other ones in their place, as the command that does it: every refusal names it. */
export interface DestructiveAct {
  /** E.g. `db:init`. */
  readonly command: string;
  /** Its words and flags but for those of consent, e.g. `['--force', '--seed']`: to be called again with. */
  readonly words: readonly string[];
  /** What it does to whom, to be asked for, e.g. `whether all these rows may go`. */
  readonly asks: string;
  /** What to do instead where it is never allowed. */
  readonly instead?: string;
}

/** What a person gave. Data, so that the same is asked for before anybody is asked and again under the lock. */
export interface Consent {
  /** The database's name, typed or from `--confirm`; null when the question was left. */
  readonly database: string | null;
  /** The server's host, from `--remote`, where it is not this machine's. */
  readonly remote?: string;
}

/** Where the server of a connection is. */
export interface ServerPlace {
  /** As the connection's settings name it; its address, where they name this machine and it is another. */
  readonly host: string;
  readonly port: number;
  /** Whether it is reached by a socket or a loopback address. */
  readonly local: boolean;
}
