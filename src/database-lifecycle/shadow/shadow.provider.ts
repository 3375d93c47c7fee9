/** A PostgreSQL server that holds shadow databases only. */
export interface ShadowServer {
  /** A role that may create databases, in any database of the server. */
  readonly url: string;
  /** Called once the shadow databases are gone, whatever happened. */
  stop(): Promise<void>;
}

/**
 * Starts or finds the server that the app wants its shadow databases on, e.g. a throw-away one in CI. Without one they
 * are made on the connected server, in development and test only.
 */
export type ShadowServerProvider = () => Promise<ShadowServer>;
