import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { tokenize, type SqlToken } from './sql.tokenizer';

/** Whether it is a word or a quoted name. */
export const isName = (token: SqlToken | undefined): token is SqlToken =>
  token?.kind === 'word' || token?.kind === 'name';

const cache = new Map<string, readonly SqlToken[]>();

/** The tokens of a text by PostgreSQL. Cached, up to a limit, as the same texts come again and again. */
export function tokensOf(sql: string): readonly SqlToken[] {
  const known = cache.get(sql);
  if (known) return known;
  if (cache.size > 10_000) cache.clear();
  const tokens = tokenize(sql);
  cache.set(sql, tokens);
  return tokens;
}

/** Positions of the tokens at which the qualified name starts. */
export const placesOf = (tokens: readonly SqlToken[], { schema, name }: NamedObject): number[] =>
  tokens.flatMap((token, index) => {
    const [dot, last] = [tokens[index + 1], tokens[index + 2]];
    return isName(token) && token.text === schema && dot?.text === '.' && isName(last) && last.text === name
      ? [index]
      : [];
  });

/** Whether an expression or definition names a relation or type, which PostgreSQL prints with its schema. */
export const mentions = (sql: string, object: NamedObject): boolean => placesOf(tokensOf(sql), object).length > 0;

/** Whether it may name a column of one of these names; `t.*` and a whole row name them all. */
export const mentionsColumn = (sql: string, names: ReadonlySet<string>): boolean =>
  tokensOf(sql).some((token) => isName(token) && names.has(token.text));

/** Whether it takes whole rows, which PostgreSQL prints as `t.*`; a star alone counts or multiplies. */
const takesRows = (sql: string): boolean =>
  tokensOf(sql).some(({ text }, index, tokens) => text === '*' && tokens[index - 1]?.text === '.');

/** Whether it may read a column of one of these names, by its name or with its row. */
export const readsColumn = (sql: string, names: ReadonlySet<string>): boolean =>
  names.size > 0 && (mentionsColumn(sql, names) || takesRows(sql));

/** The names in the parenthesis that comes first behind a position: the columns of a key. */
export function namesInParenthesis(sql: string, from = 0): string[] {
  const tokens = tokensOf(sql);
  const start = tokens.findIndex((token, index) => index >= from && token.text === '(' && token.kind === 'symbol');
  const end = tokens.findIndex((token, index) => index > start && token.text === ')' && token.kind === 'symbol');
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
