import { quoteIdentifier } from '../sql/identifier';
import type { Failure } from './failure.chain';

/** Extensions by the column type that comes from them, as PostgresDriver.enableExtensions() installs them. */
export const TYPE_EXTENSIONS: Readonly<Record<string, string>> = {
  citext: 'citext',
  hstore: 'hstore',
  cube: 'cube',
  ltree: 'ltree',
  geometry: 'postgis',
  geography: 'postgis',
  vector: 'vector',
  halfvec: 'vector',
};

/** SQLSTATE undefined_function and undefined_object, which a type and an operator class are. */
const ABSENT = new Set(['42883', '42704']);

/** What migrations name most often that is not of PostgreSQL's core, by extension. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\buuid_(?:generate_v\d\w*|nil|ns_\w+)\b/, 'uuid-ossp'],
  [/\b(?:crypt|digest|hmac|gen_salt|gen_random_bytes|pgp_\w+)\(/, 'pgcrypto'],
  [/\b(?:similarity\(|show_trgm\(|gi(?:n|st)_trgm_ops\b)/, 'pg_trgm'],
  [/\bst_\w+\(/, 'postgis'],
  [/\bunaccent\(/, 'unaccent'],
  ...Object.entries(TYPE_EXTENSIONS).map(([type, extension]) => [new RegExp(`"${type}"`), extension] as const),
];

/** What to do where a statement needs an extension that is not there; undefined for any other error. */
export function extensionRemedy({ code = '', message }: Failure): string | undefined {
  const extension = ABSENT.has(code) ? NAMES.find(([pattern]) => pattern.test(message))?.[1] : undefined;
  return (
    extension &&
    `That is of the extension ${extension}, which nothing has installed here: put CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(extension)} into the first migration that needs it, or, where entities need it, leave TypeORM's option installExtensions on`
  );
}
