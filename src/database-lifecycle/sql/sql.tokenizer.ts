import { toName } from './identifier';

/** `word`: keyword or bare identifier, in lower case. `name`: a quoted identifier, without its quotes. Both cut as names are. */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'symbol';
  readonly text: string;
  /** Where it starts and ends in the SQL, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * The lexical rules of https://www.postgresql.org/docs/current/sql-syntax-lexical.html that decide where a string, a
 * quoted name, a comment or a dollar-quoted body ends, with standard_conforming_strings on (the default since 9.1).
 */
const LEXEMES: readonly (readonly [SqlToken['kind'] | 'skip' | 'comment', RegExp])[] = [
  ['skip', /[ \t\n\r\f\v]+|--[^\n\r]*/y],
  ['comment', /\/\*/y],
  ['string', /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ['string', /(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'/y],
  ['string', /\$([A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*)?\$[\s\S]*?\$\1\$/uy],
  ['name', /(?:[uU]&)?"(?:[^"]|"")*"/y],
  // Every character beyond ASCII is a letter to PostgreSQL, also what looks like a space.
  ['word', /[A-Za-z_\u0080-\u{10ffff}][\w$\u0080-\u{10ffff}]*/uy],
  ['symbol', /[\s\S]/y],
];

/** Comments nest in PostgreSQL. Returns the position behind the comment that starts at `start`. */
function endOfComment(sql: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  for (let depth = 0, match = edge.exec(sql); match; match = edge.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}

const textOf = (kind: SqlToken['kind'], lexeme: string): string => {
  // Only A to Z, whatever the locale.
  if (kind === 'word') return toName(lexeme.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
  return kind === 'name' ? toName(lexeme.slice(lexeme.indexOf('"') + 1, -1).replaceAll('""', '"')) : lexeme;
};

/** Cuts SQL into its tokens; comments and white space are left out. */
export function tokenize(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let start = 0; start < sql.length;) {
    for (const [kind, pattern] of LEXEMES) {
      pattern.lastIndex = start;
      const lexeme = pattern.exec(sql)?.[0];
      if (lexeme === undefined) continue;
      const end = kind === 'comment' ? endOfComment(sql, start) : start + lexeme.length;
      if (kind !== 'skip' && kind !== 'comment') tokens.push({ kind, text: textOf(kind, lexeme), start, end });
      start = end;
      break;
    }
  }
  return tokens;
}

/** The statements of a text, each as it stands there without the semicolon behind it. */
export function splitStatements(sql: string): string[] {
  const ends = tokenize(sql).filter(({ kind, text }) => kind === 'symbol' && text === ';');
  const starts = [0, ...ends.map(({ end }) => end)];
  return starts
    .map((start, index) => sql.slice(start, ends[index]?.start).trim())
    .filter((statement) => statement !== '');
}
