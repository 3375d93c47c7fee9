import type { PostgresError } from '../sql/sql.session';

/** Whose a function, type or operator class is that PostgreSQL does not know; by its name, in whatever language it says so. */
const EXTENSIONS: readonly (readonly [name: RegExp, extension: string])[] = [
  [/\buuid_generate_v\w+\(/, 'uuid-ossp'],
  [/\b(?:crypt|digest|gen_random_bytes|gen_salt|hmac|pgp_\w+)\(/, 'pgcrypto'],
  [/\b(?:similarity\(|show_trgm\(|gi(?:n|st)_trgm_ops\b)/, 'pg_trgm'],
  [/\bunaccent\(/, 'unaccent'],
  [/\bcitext\b/, 'citext'],
  [/\bhstore\b/, 'hstore'],
  [/\bltree\b/, 'ltree'],
  [/\b(?:geometry|geography|st_\w+\()/, 'postgis'],
  [/\b(?:vector|halfvec)\b/, 'vector'],
];

function missingExtension({ message }: Pick<PostgresError, 'message'>): string | undefined {
  const [, extension] = EXTENSIONS.find(([name]) => name.test(message)) ?? [];
  return (
    extension &&
    `Is it that of the extension "${extension}", have this migration make it, or one before it: CREATE EXTENSION IF NOT EXISTS "${extension}". TypeORM makes it only while the app connects, unless installExtensions is false, and not in a scratch database`
  );
}

/** By SQLSTATE; what holds for a statement of a migration, whatever it is about. */
const REMEDIES: Readonly<Record<string, (error: PostgresError, transaction: boolean) => string | undefined>> = {
  // active_sql_transaction
  25001: (_, transaction) =>
    transaction
      ? 'Put that statement into a migration of its own, with readonly transaction = false in its class: it then runs without one'
      : 'Send that statement alone: several in one query() are a transaction, too',
  // in_failed_sql_transaction
  '25P02': () =>
    'A statement ahead of it failed, and its error was caught, after which PostgreSQL takes no other: do not catch it, or ask first (IF EXISTS), or send SAVEPOINT ahead of it and ROLLBACK TO SAVEPOINT behind',
  // undefined_object, undefined_function
  42704: missingExtension,
  42883: missingExtension,
  // unsafe_new_enum_value_usage
  '55P04': () =>
    'A new label has to be committed before it is used: add it in a migration ahead of this one, with readonly transaction = true in its class',
};

/** What to do about a statement that PostgreSQL rejected for where it stands; undefined for any other error. */
export const statementRemedy = (error: PostgresError | undefined, transaction: boolean): string | undefined =>
  error && REMEDIES[error.code ?? '']?.(error, transaction);
