import { tokenize, type SqlToken } from '../sql/sql.tokenizer';

const LITERAL = String.raw`(?:E?'(?:[^']|'')*'|NULL)::character varying`;
const CAST_AS_A_WHOLE = new RegExp(String.raw`\(ARRAY\[(${LITERAL}(?:, ${LITERAL})*)\]\)::text\[\]`, 'g');
const EACH_LITERAL = new RegExp(LITERAL, 'g');

/** `varchar IN ('a', 'b')` casts an array to `text[]`; what is printed of that, each of its elements. */
const castEach = (sql: string): string =>
  sql.replace(
    CAST_AS_A_WHOLE,
    (_, literals: string) => `ARRAY[${literals.replace(EACH_LITERAL, (literal) => `(${literal})::text`)}]`,
  );

interface Parenthesis {
  readonly open: SqlToken;
  /** Whether nothing stands between it and the one around it. */
  readonly isFirst: boolean;
  /** What joins its parts; PostgreSQL prints each AND and each OR in a parenthesis of its own. */
  joins?: string;
}

const isJoin = (token: SqlToken | undefined): token is SqlToken =>
  token?.kind === 'word' && (token.text === 'and' || token.text === 'or');

/** The parentheses of `((a AND b) AND c)` that PostgreSQL leaves out when it reads them, each as its two tokens. */
function leftOut(tokens: readonly SqlToken[]): SqlToken[] {
  const around: Parenthesis[] = [];
  return tokens.flatMap((token, index) => {
    if (isJoin(token) && around.length > 0) around.at(-1)!.joins = token.text;
    if (token.kind !== 'symbol') return [];
    if (token.text === '(') around.push({ open: token, isFirst: tokens[index - 1] === around.at(-1)?.open });
    if (token.text !== ')') return [];
    const { open, isFirst, joins } = around.pop()!;
    const next = tokens[index + 1];
    return isFirst && joins !== undefined && isJoin(next) && next.text === joins ? [open, token] : [];
  });
}

const MAY_BE_NESTED = /\(\(.*\) (?:AND|OR) /s;

/** `n BETWEEN 1 AND 9 AND m > 0` makes an AND within an AND; what is printed of that, a single one. */
function flattened(sql: string): string {
  if (!MAY_BE_NESTED.test(sql)) return sql;
  return leftOut(tokenize(sql))
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), sql);
}

/**
 * What PostgreSQL prints of an expression once what it printed of it was run: so a check that was dumped and restored,
 * or dropped and made again, has another text than at first, and means the same. That text stays as it is.
 */
export const settled = (sql: string): string => flattened(castEach(sql));
