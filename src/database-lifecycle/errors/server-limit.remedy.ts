import { failureChain } from './failure.chain';

const endedBy = (setting: string): string =>
  `The server ended the session by its setting ${setting}: raise it for this role (ALTER ROLE ... SET ${setting} = ...) or this database, then try again.`;

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), where the request itself was right. */
const REMEDIES: Readonly<Record<string, string>> = {
  '22P05':
    "The encoding of this database has no such letter (SHOW server_encoding): take it out, or use a database in UTF8: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0;",
  '25P03': endedBy('idle_in_transaction_session_timeout'),
  '25P04': endedBy('transaction_timeout'),
  '53100':
    'The disk of the server is full: make room on it (see SHOW data_directory, or the tablespace), then try again; nothing else is to be repaired.',
  '53200': 'Raise max_locks_per_transaction in postgresql.conf and restart the server.',
  '53300':
    'The server has no connection left: close other clients, lower DATABASE_POOL_SIZE, or raise max_connections or the CONNECTION LIMIT that the message names.',
  '57014': 'The statement ran into statement_timeout, or somebody cancelled it: raise statementTimeoutMs.',
  '57P01': 'An administrator, or a shutdown of the server, ended the session: try again once it accepts connections.',
  '57P05': endedBy('idle_session_timeout'),
};

/** What to do if a limit of the server was reached; undefined for any other error. */
export const serverLimitRemedy = (error: unknown): string | undefined =>
  failureChain(error)
    .map(({ code = '' }) => REMEDIES[code])
    .find((remedy) => remedy !== undefined);
