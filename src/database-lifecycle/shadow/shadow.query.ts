import { quoteIdentifier, quoteTextArray } from '../sql/identifier';
import { SHADOW_PREFIX } from './shadow.name';

/** Databases that look like shadows, that this role may drop, and that nobody is connected to. */
export const ABANDONED = `SELECT datname AS name FROM pg_database d
  WHERE starts_with(datname, '${SHADOW_PREFIX}') AND pg_has_role(datdba, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`;

export const createShadow = (name: string): string => `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0`;

/** Fails while somebody is connected. */
export const dropShadow = (name: string): string => `DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`;

/** Ends whatever connection a migration may have left open. */
export const dropShadowByForce = (name: string): string => `${dropShadow(name)} WITH (FORCE)`;

/** @param searchPath as `current_setting('search_path')` shows it: a list of quoted names */
export const setSearchPath = (name: string, searchPath: string): string =>
  `ALTER DATABASE ${quoteIdentifier(name)} SET search_path TO ${searchPath}`;

/** What a shadow's server should have in common with the one that it stands for. */
export interface ServerFacts {
  /** As PostgreSQL numbers it, e.g. 180004. */
  readonly version: number;
  readonly searchPath: string;
  readonly extensions: readonly string[];
}

export const SERVER_FACTS = `SELECT current_setting('server_version_num')::int AS version,
  current_setting('search_path') AS "searchPath",
  ARRAY(SELECT extname::text FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname) AS extensions`;

/** Those of the extensions that the server can not install. */
export const unavailable = (extensions: readonly string[]): string =>
  `SELECT name FROM unnest(${quoteTextArray(extensions)}) AS name
   WHERE name NOT IN (SELECT name FROM pg_available_extensions)`;
