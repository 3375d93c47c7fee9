import { quoteIdentifier, quoteLiteral, quoteTextArray } from '../sql/identifier';
import { SHADOW_PREFIX, TEST_PREFIX } from './shadow.name';

/** Databases that look like shadow or test databases, that this role may drop, and that nobody is connected to. */
export const ABANDONED = `SELECT datname AS name FROM pg_database d
  WHERE (starts_with(datname, '${SHADOW_PREFIX}') OR starts_with(datname, '${TEST_PREFIX}')) AND pg_has_role(datdba, 'USAGE')
  AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`;

/** Fails while somebody is connected to the template. */
export const copyDatabase = (template: string, name: string): string =>
  `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE ${quoteIdentifier(template)}`;

export const createShadow = (name: string): string => `CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0`;

/** Fails while somebody is connected. */
export const dropShadow = (name: string): string => `DROP DATABASE IF EXISTS ${quoteIdentifier(name)}`;

/** Ends whatever connection a migration may have left open. */
export const dropShadowByForce = (name: string): string => `${dropShadow(name)} WITH (FORCE)`;

/** By which a statement's dates and times are read: they decide what a default is, and whether a column is written anew. */
const READ_BY = ['TimeZone', 'DateStyle', 'IntervalStyle'];

/** What sessions on the connected database start with, as `current_setting()` shows it. */
export interface SessionSettings {
  readonly searchPath: string;
  /** By name. */
  readonly readBy: Readonly<Record<string, string>>;
}

/**
 * What every session on a shadow starts with: the path of the connected database, by what that reads dates and times, and no
 * care for what is gone anyway. To be sent as one message. The path is taken over by the server, as only where SET gave it is
 * its text a list for SET.
 */
export const shadowSettings = (name: string, { searchPath, readBy }: SessionSettings): string[] => [
  `SELECT set_config('search_path', ${quoteLiteral(searchPath)}, true)`,
  ...[
    'search_path FROM CURRENT',
    ...Object.entries(readBy).map(([setting, value]) => `${setting} TO ${quoteLiteral(value)}`),
    'synchronous_commit TO off',
    'jit TO off',
  ].map((setting) => `ALTER DATABASE ${quoteIdentifier(name)} SET ${setting}`),
];

/** What decides where shadows may be made, and what their server should have in common with the connected one. */
export interface ServerFacts extends SessionSettings {
  /** As PostgreSQL numbers it, e.g. 180004. */
  readonly version: number;
  readonly extensions: readonly string[];
  readonly role: string;
  /** Whether the role may create databases, as CREATEDB or as superuser. */
  readonly createsDatabases: boolean;
  /** A standby, or a role, database or session that is set read only. */
  readonly readOnly: boolean;
  /** When the server was started, in microseconds since 1970: no two servers have it in common. */
  readonly startedAt: string;
}

export const SERVER_FACTS = `SELECT current_setting('server_version_num')::int AS version,
  current_setting('search_path') AS "searchPath",
  (SELECT json_object_agg(name, current_setting(name)) FROM unnest(${quoteTextArray(READ_BY)}) AS name) AS "readBy",
  ARRAY(SELECT extname::text FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname) AS extensions,
  rolname::text AS role, rolcreatedb OR rolsuper AS "createsDatabases",
  current_setting('transaction_read_only')::bool AS "readOnly",
  (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint::text AS "startedAt"
  FROM pg_roles WHERE rolname = current_user`;

/** Those of the extensions that the server can not install. */
export const unavailable = (extensions: readonly string[]): string =>
  `SELECT name FROM unnest(${quoteTextArray(extensions)}) AS name
   WHERE name NOT IN (SELECT name FROM pg_available_extensions)`;
