import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { tokenize, type SqlToken } from './sql.tokenizer';

const cache = new Map<string, readonly SqlToken[]>();

/** PostgreSQL's own text, which comes up again and again: kept, as far as memory is no matter. */
export function tokensOf(sql: string): readonly SqlToken[] {
  const known = cache.get(sql);
  if (known) return known;
  if (cache.size > 10_000) cache.clear();
  const tokens = tokenize(sql);
  cache.set(sql, tokens);
  return tokens;
}

export const isName = (token: SqlToken | undefined): token is SqlToken =>
  token?.kind === 'word' || token?.kind === 'name';

const isSymbol = (token: SqlToken | undefined, text: string): boolean =>
  token?.kind === 'symbol' && token.text === text;

/** The names in the parenthesis that comes first behind a position: the columns of a key. */
export function namesInParenthesis(sql: string, from = 0): string[] {
  const tokens = tokensOf(sql);
  const start = tokens.findIndex((token, index) => index >= from && isSymbol(token, '('));
  const end = tokens.findIndex((token, index) => index > start && isSymbol(token, ')'));
  return tokens.slice(start + 1, end).flatMap((token) => (isName(token) ? [token.text] : []));
}

export interface ForeignKeyText {
  readonly columns: readonly string[];
  readonly parent: NamedObject;
  readonly parentColumns: readonly string[];
}

/** Takes `FOREIGN KEY (a) REFERENCES schema.table(b) …` apart. */
export function parseForeignKey(definition: string): ForeignKeyText {
  const tokens = tokensOf(definition);
  const at = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'references');
  return {
    columns: namesInParenthesis(definition),
    parent: { schema: tokens[at + 1]!.text, name: tokens[at + 3]!.text },
    parentColumns: namesInParenthesis(definition, at),
  };
}
