import { createHash } from 'node:crypto';
import { tokenize } from '../sql/sql.tokenizer';
import type { SentStatement } from './statement.watcher';

const READS: ReadonlySet<string | undefined> = new Set(['select', 'show', 'values', 'table', 'explain']);
const SCHEMA_CHANGES: ReadonlySet<string | undefined> = new Set(['create', 'alter', 'drop', 'comment']);

/** Without comments and layout. */
const wordsOf = (query: string): string[] => tokenize(query).map(({ kind, text }) => `${kind} ${text}`);

const firstWord = (query: string): string | undefined => tokenize(query)[0]?.text.toLowerCase();

/**
 * What a migration did, as 64 hexadecimal digits: the SHA-256 of the statements that it sent, with their parameters and
 * without its reads. One that reads may write by what it found, which differs between databases, so that only its
 * changes of the schema count. Not the hash of the file: its comments and layout do not matter.
 */
export function migrationChecksum(statements: readonly SentStatement[]): string {
  const reads = statements.some(({ query }) => READS.has(firstWord(query)));
  const counted = statements.filter(({ query }) => {
    const word = firstWord(query);
    return reads ? SCHEMA_CHANGES.has(word) : !READS.has(word);
  });
  return createHash('sha256')
    .update(JSON.stringify(counted.map(({ query, parameters }) => [wordsOf(query), parameters])))
    .digest('hex');
}
