/** A PostgreSQL server that holds shadow databases only. */
export interface ShadowServer {
  /** A role that may create databases, in any database of the server. */
  readonly url: string;
  /** Called once the shadow databases are gone, whatever happened. */
  stop(): Promise<void>;
}

/**
 * Starts or finds a server for scratch databases only, e.g. a throw-away one in CI. Asked when the connected server is no
 * place for them: outside development and test, and where the role may not create databases.
 */
export type ShadowServerProvider = () => Promise<ShadowServer>;
