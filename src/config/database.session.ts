import type { ClientBase } from 'pg';
import type { Environment } from './environment.schema';

type SessionVariables = Pick<
  Environment,
  'DATABASE_SCHEMA' | 'DATABASE_LOCK_TIMEOUT_MS' | 'DATABASE_STATEMENT_TIMEOUT_MS'
>;

/** The settings of each session as one SQL message; undefined when nothing is to be set, so nothing is sent. */
function sessionSettings(environment: SessionVariables): string | undefined {
  const settings = [
    environment.DATABASE_SCHEMA && `SET search_path TO "${environment.DATABASE_SCHEMA}", public`,
    environment.DATABASE_LOCK_TIMEOUT_MS && `SET lock_timeout TO ${environment.DATABASE_LOCK_TIMEOUT_MS}`,
    // 0 is a word, too: it lifts the role's own limit.
    environment.DATABASE_STATEMENT_TIMEOUT_MS !== undefined &&
      `SET statement_timeout TO ${environment.DATABASE_STATEMENT_TIMEOUT_MS}`,
  ].filter((setting) => !!setting);
  return settings.length > 0 ? settings.join('; ') : undefined;
}

/**
 * Options of node-postgres' pool that prepare each new connection. As SET and not as startup parameters: PgBouncer
 * refuses a connection with a startup parameter that it does not know.
 */
export function sessionOptions(environment: SessionVariables) {
  const settings = sessionSettings(environment);
  return settings ? { onConnect: (client: ClientBase) => client.query(settings) } : {};
}
