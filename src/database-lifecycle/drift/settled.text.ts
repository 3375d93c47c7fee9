import { tokenize, type SqlToken } from '../sql/sql.tokenizer';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param edits of which none overlap */
const edited = (sql: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), sql);

const OPEN = new Set(['(', '[']);
const CLOSE = new Set([')', ']']);

/** The positions of the brackets of an array and of the commas in it. */
function edgesOf(tokens: readonly SqlToken[], bracket: number): number[] {
  const edges = [bracket];
  let depth = 0;
  for (let at = bracket; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at]!;
    if (kind !== 'symbol') continue;
    if (OPEN.has(text)) depth += 1;
    if (CLOSE.has(text)) depth -= 1;
    if (text === ',' && depth === 1) edges.push(at);
    if (depth === 0) return [...edges, at];
  }
  return edges;
}

const textsAt = (tokens: readonly SqlToken[], start: number, count: number): string =>
  tokens
    .slice(start, start + count)
    .map(({ text }) => text)
    .join('');

/** As format_type() prints one, e.g. `character varying(4)`, `public."My type"`. */
const TYPE = /^[^:=<>\][]+$/;

/** The cast of a whole array as that of each of its elements; undefined where there is no such cast. */
function castOfElements(sql: string, tokens: readonly SqlToken[], position: number): Edit | undefined {
  const edges = edgesOf(tokens, position + 2);
  const last = edges.at(-1)!;
  const end = tokens.findIndex((_, at) => at > last + 3 && textsAt(tokens, at, 2) === '[]');
  if (textsAt(tokens, last, 4) !== '])::' || end < 0) return undefined;
  const type = sql.slice(tokens[last + 4]!.start, tokens[end]!.start);
  if (!TYPE.test(type)) return undefined;
  const elements = edges
    .slice(1)
    .map((edge, index) => sql.slice(tokens[edges[index]!]!.end, tokens[edge]!.start).trim());
  const text = `ARRAY[${elements.map((element) => `(${element})::${type}`).join(', ')}]`;
  return { start: tokens[position]!.start, end: tokens[end + 1]!.end, text };
}

/** `varchar IN ('a', 'b')` casts an array to `text[]`; what is printed of that, each of its elements. */
function castEach(sql: string): string {
  if (!sql.includes('])::')) return sql;
  const tokens = tokenize(sql);
  const edits: Edit[] = [];
  for (const [position, { start }] of tokens.entries()) {
    // One within another stays as it is.
    if (start < (edits.at(-1)?.end ?? 0) || textsAt(tokens, position, 3) !== '(array[') continue;
    const edit = castOfElements(sql, tokens, position);
    if (edit) edits.push(edit);
  }
  return edited(sql, edits);
}

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
    if (token.text !== ')' || around.length === 0) return [];
    const { open, isFirst, joins } = around.pop()!;
    const next = tokens[index + 1];
    return isFirst && joins !== undefined && isJoin(next) && next.text === joins ? [open, token] : [];
  });
}

const MAY_BE_NESTED = /\(\(.*\) (?:AND|OR) /s;

/** `n BETWEEN 1 AND 9 AND m > 0` makes an AND within an AND; what is printed of that, a single one. */
function flattened(sql: string): string {
  if (!MAY_BE_NESTED.test(sql)) return sql;
  return edited(
    sql,
    leftOut(tokenize(sql)).map(({ start, end }) => ({ start, end, text: '' })),
  );
}

/**
 * What PostgreSQL prints of an expression once what it printed of it was run: so a check that was dumped and restored,
 * or dropped and made again, has another text than at first, and means the same. That text stays as it is.
 */
export const settled = (sql: string): string => flattened(castEach(sql));
