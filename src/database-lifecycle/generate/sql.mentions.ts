import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { isName, tokensOf } from '../sql/definition.text';
import type { SqlToken } from '../sql/sql.tokenizer';

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

export const mentionsAllColumns = (sql: string): boolean => tokensOf(sql).some(({ text }) => text === '*');
