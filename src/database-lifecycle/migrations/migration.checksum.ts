import { createHash } from 'node:crypto';
import { splitStatements, tokenize, type SqlToken } from '../sql/sql.tokenizer';
import type { SentStatement } from './statement.watcher';

const READS: ReadonlySet<string> = new Set(['select', 'show', 'values', 'table', 'explain', 'fetch']);
const WRITES: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'merge']);
const SCHEMA_CHANGES: ReadonlySet<string> = new Set(['create', 'alter', 'drop', 'comment', 'grant', 'revoke']);

interface CountedStatement {
  readonly tokens: readonly SqlToken[];
  readonly parameters: readonly unknown[];
}

const hasWord = (tokens: readonly SqlToken[], wanted: (word: string) => boolean): boolean =>
  tokens.some(({ kind, text }) => kind === 'word' && wanted(text));

const firstWord = (tokens: readonly SqlToken[]): string => tokens.find(({ kind }) => kind === 'word')?.text ?? '';

/** Changes nothing. */
const isRead = (tokens: readonly SqlToken[]): boolean =>
  READS.has(firstWord(tokens)) || (firstWord(tokens) === 'with' && !hasWord(tokens, (word) => WRITES.has(word)));

/** Tells the migration something of the database, e.g. the number that a row was given. */
const answers = (tokens: readonly SqlToken[]): boolean =>
  isRead(tokens) || hasWord(tokens, (word) => word === 'returning');

/** node-postgres sends a bigint, which JSON does not know. */
const toJson = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/**
 * What a migration did, as 64 hexadecimal digits: the SHA-256 of the statements that it sent, with their parameters and
 * without its reads. One that reads may write by what it found, which differs between databases, so that only its
 * changes of the schema count. Not the hash of the file: its comments and layout do not matter, nor how many statements
 * travel as one message.
 */
export function migrationChecksum(sent: readonly SentStatement[]): string {
  const statements = sent
    .flatMap(({ query, parameters }) =>
      splitStatements(query).map((statement): CountedStatement => ({ tokens: tokenize(statement), parameters })),
    )
    .filter(({ tokens }) => tokens.length > 0);
  const isAnswered = statements.some(({ tokens }) => answers(tokens));
  const counted = statements.filter(({ tokens }) =>
    isAnswered ? SCHEMA_CHANGES.has(firstWord(tokens)) : !isRead(tokens),
  );
  const words = counted.map(({ tokens, parameters }) => [
    tokens.map(({ kind, text }) => `${kind} ${text}`),
    parameters,
  ]);
  return createHash('sha256').update(JSON.stringify(words, toJson)).digest('hex');
}
