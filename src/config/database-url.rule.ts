import type { CustomHelpers } from 'joi';
import { printable } from '../database-lifecycle';

/** libpq's modes that node-postgres can keep; `allow` wants a fallback to TLS that it does not have. */
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * An unencoded / ? or # in a password ends the host early; the rest would be read, and shown, as the database's name.
 */
const BROKEN_OFF = /^\w+:\/\/[^/?#]*(\/[^#]*@|\?[^#]*@|.*#)/s;

/** Several hosts, which libpq tries in turn and a URL has no syntax for. */
const SEVERAL_HOSTS = /^\w+:\/\/(?:[^/?#]*@)?[^/?#@]*,|[?&]host=[^&#]*(?:,|%2c)/i;

/**
 * Puts a host behind the @ where only the query names one (a socket's directory): a URL must have it, the query's
 * counts.
 */
const withHost = (value: string): string =>
  /[?&]host=./.test(value) ? value.replace(/^(\w+:\/\/[^/?#]*@)(?=[/?])/, '$1localhost') : value;

/** The port of a URL, be it a number or not. */
const PORT = /(?<=^\w+:\/\/[^/?#]*):[^:@[\]/?#]+(?=[/?#]|$)/;

export const SCHEMA_EXPECTED = 'the name of a schema, 63 bytes at most, without quotes and dots';
export const SCHEMA_NAME = /^[^".\0]+$/;
const LONGEST_NAME_BYTES = 63;

/** The schema that a URL names as Prisma has it (`?schema=shop`); neither libpq nor node-postgres knows such a word. */
export function schemaOf(url: string | undefined): string | undefined {
  return (url !== undefined && URL.canParse(url) && new URL(url).searchParams.get('schema')) || undefined;
}

/** Whether each % begins a code of UTF-8. */
function isDecodable({ username, password, hostname, pathname }: URL): boolean {
  try {
    return [username, password, hostname, pathname].every((part) => decodeURIComponent(part) !== undefined);
  } catch {
    return false;
  }
}

/** What is wrong with a database URL, in words that repeat nothing of it but its sslmode. */
function faultOf(value: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(value)) return 'does not begin with postgres:// or postgresql://';
  const isBrokenOff = BROKEN_OFF.test(value);
  if (!isBrokenOff && SEVERAL_HOSTS.test(value))
    return 'names several hosts, expected one, as node-postgres tries no other: the address that leads to the primary';
  // A number may be the begin of a password, so it is not shown.
  if (!isBrokenOff && !URL.canParse(value) && URL.canParse(value.replace(PORT, ''))) {
    return 'has a port that is no whole number from 0 to 65535 (postgres://user:password@host:5432/database)';
  }
  if (isBrokenOff || !URL.canParse(value) || !isDecodable(new URL(value))) {
    return 'is not a URL; in a password, percent-encode the characters @ : / ? # % (node -p "encodeURIComponent(\'...\')")';
  }
  const mode = new URL(value).searchParams.get('sslmode');
  if (mode !== null && !SSL_MODES.includes(mode)) {
    return `has sslmode=${printable(mode)}, expected one of ${SSL_MODES.join(', ')}`;
  }
  const schema = schemaOf(value);
  if (schema !== undefined && (!SCHEMA_NAME.test(schema) || Buffer.byteLength(schema) > LONGEST_NAME_BYTES)) {
    return `has schema=${printable(schema)}, expected ${SCHEMA_EXPECTED}`;
  }
  return undefined;
}

/** Whether a URL asks for verify-ca and does not bring the certificate authority itself. */
function needsCa(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { searchParams } = new URL(url);
  return searchParams.get('sslmode') === 'verify-ca' && !searchParams.get('sslrootcert');
}

/** A joi rule for a URL, or a list of them, where DATABASE_SSL_CA is not set: refuses one that needs it. */
export const withoutCaRule = (urls: string | readonly string[], helpers: CustomHelpers) =>
  [urls].flat().some(needsCa)
    ? helpers.error('variable.fault', { fault: 'has sslmode=verify-ca, which needs DATABASE_SSL_CA' })
    : urls;

/** A joi rule for a variable that holds a PostgreSQL URL. */
export function databaseUrlRule(value: string, helpers: CustomHelpers) {
  const url = withHost(value);
  const fault = faultOf(url);
  return fault ? helpers.error('variable.fault', { fault }) : url;
}

/** A joi rule for a variable that holds several, separated by white space, which no URL holds; makes a list of them. */
export function databaseUrlsRule(value: string, helpers: CustomHelpers) {
  const urls = value.split(/\s+/).map(withHost);
  const index = urls.findIndex((url) => faultOf(url) !== undefined);
  return index < 0 ? urls : helpers.error('variable.fault', { fault: `${faultOf(urls[index]!)} (URL ${index + 1})` });
}

/** A joi rule for DATABASE_SCHEMA: refuses another schema than the one that DATABASE_URL names, if it names one. */
export function schemaRule(value: string, helpers: CustomHelpers) {
  const [{ DATABASE_URL }] = helpers.state.ancestors as [{ DATABASE_URL?: string }];
  const other = schemaOf(DATABASE_URL) ?? value;
  if (other === value) return value;
  const fault = `found "${printable(value)}", and schema=${printable(other)} in DATABASE_URL, expected one of the two`;
  return helpers.error('variable.fault', { fault });
}
