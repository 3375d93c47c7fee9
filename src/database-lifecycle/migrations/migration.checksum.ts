import { createHash } from 'node:crypto';
import { splitStatements, tokenize, type SqlToken } from '../sql/sql.tokenizer';
import type { SentStatement } from './statement.watcher';

/** Each tells the migration something of the database. */
const READS: ReadonlySet<string> = new Set(['select', 'show', 'values', 'table', 'explain', 'fetch']);
const WRITES: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'merge']);
const SCHEMA_CHANGES: ReadonlySet<string> = new Set(['create', 'alter', 'drop', 'comment', 'grant', 'revoke']);

/**
 * A message of more characters is mostly data. It is hashed as it is, as its tokens would take a hundred times its
 * size.
 */
const LONG = 1_000_000;

interface AnalysedStatement {
  /** Tells the migration something of the database, e.g. the number that a row was given. */
  readonly answers: boolean;
  readonly changesSchema: boolean;
  /** What of its text counts. */
  readonly text: string;
}

const hasWord = (tokens: readonly SqlToken[], wanted: (word: string) => boolean): boolean =>
  tokens.some(({ kind, text }) => kind === 'word' && wanted(text));

const firstWord = (tokens: readonly SqlToken[]): string => tokens.find(({ kind }) => kind === 'word')?.text ?? '';

const isRead = (tokens: readonly SqlToken[]): boolean =>
  READS.has(firstWord(tokens)) || (firstWord(tokens) === 'with' && !hasWord(tokens, (word) => WRITES.has(word)));

function analyse(query: string): AnalysedStatement[] {
  if (query.length > LONG) return [{ answers: false, changesSchema: false, text: query }];
  return splitStatements(query)
    .map((statement) => tokenize(statement))
    .map((tokens) => ({
      answers: isRead(tokens) || hasWord(tokens, (word) => word === 'returning'),
      changesSchema: SCHEMA_CHANGES.has(firstWord(tokens)),
      text: JSON.stringify(tokens.map(({ kind, text }) => `${kind} ${text}`)),
    }));
}

/** node-postgres sends a bigint, which JSON does not know. */
const toJson = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/**
 * What a migration did, as 64 hexadecimal digits: the SHA-256 of the statements that it sent, with their parameters and
 * without its reads. If it reads, what it writes may depend on what it found, which differs between databases: then
 * only its schema changes count. Not a hash of the file, so comments and layout do not matter, nor how statements are
 * grouped into messages. Statements are not kept, as a data migration sends millions.
 */
export class MigrationChecksum {
  private readonly writes = createHash('sha256');
  private readonly schemaChanges = createHash('sha256');
  private isAnswered = false;
  /** A migration of data sends the same text for row after row. */
  private last = { query: '', statements: [] as AnalysedStatement[] };

  add({ query, parameters }: SentStatement): void {
    if (query !== this.last.query) this.last = { query, statements: analyse(query) };
    for (const { answers, changesSchema, text } of this.last.statements) {
      this.isAnswered ||= answers;
      const counted = `${JSON.stringify([text, parameters], toJson)}\n`;
      this.writes.update(counted);
      if (changesSchema) this.schemaChanges.update(counted);
    }
  }

  /** Once, at the end. */
  digest(): string {
    return (this.isAnswered ? this.schemaChanges : this.writes).digest('hex');
  }
}

/** {@link MigrationChecksum} of statements that are all there. */
export function migrationChecksum(sent: readonly SentStatement[]): string {
  const checksum = new MigrationChecksum();
  for (const statement of sent) checksum.add(statement);
  return checksum.digest();
}
