import { foldName, toName } from './identifier';

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
 * One expression of alternatives, the first that fits wins: a large plan has a million lexemes.
 */
const LEXEME = new RegExp(
  [
    /[ \t\n\r\f\v]+|--[^\n\r]*/u, // skipped
    /\/\*/u, // the start of a comment
    // Every character beyond ASCII is a letter to PostgreSQL, also what looks like a space.
    // A string that goes on in a next line goes on as it began: its backslashes escape there, too, or do not.
    /[eE]'(?:[^'\\]|\\[\s\S]|'')*'(?:[ \t\f\v]*(?:--[^\n\r]*)?[\n\r](?:[ \t\n\r\f\v]|--[^\n\r]*[\n\r])*'(?:[^'\\]|\\[\s\S]|'')*')*|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*'|\$(?<tag>[A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*)?\$[\s\S]*?\$\k<tag>\$/u,
    /(?:[uU]&)?"(?:[^"]|"")*"/u,
    /[A-Za-z_\u0080-\u{10ffff}][\w$\u0080-\u{10ffff}]*/u,
    /[\s\S]/u, // a symbol
  ]
    .map(({ source }) => source)
    .join('|'),
  'uy',
);

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

const isLetter = /[A-Za-z_\u0080-\uffff]/;
const isSpace = /[ \t\n\r\f\v]/;

/**
 * The kind of a lexeme, by its first and last characters: an unclosed quote, dollar or comment is a symbol of one
 * character. Capture groups would tell too, but make an array for each lexeme.
 */
function kindOf(lexeme: string): SqlToken['kind'] | undefined {
  const first = lexeme[0]!;
  if (lexeme.length > 1) {
    if (first === '-' || first === '/') return undefined;
    if (lexeme.endsWith("'") || first === '$') return 'string';
    if (lexeme.endsWith('"')) return 'name';
  }
  if (isLetter.test(first)) return 'word';
  return isSpace.test(first) ? undefined : 'symbol';
}

const textOf = (kind: SqlToken['kind'], lexeme: string): string => {
  if (kind === 'name') return toName(lexeme.slice(lexeme.indexOf('"') + 1, -1).replaceAll('""', '"'));
  return kind === 'word' ? foldName(lexeme) : lexeme;
};

/** The tokens of SQL, cut only as far as they are asked for; comments and white space are left out. */
export class TokenReader {
  private readonly tokens: SqlToken[] = [];
  private end = 0;

  constructor(private readonly sql: string) {}

  /** The token at a position from 0; undefined behind the last. */
  at(position: number): SqlToken | undefined {
    while (this.tokens.length <= position && this.end < this.sql.length) this.cut();
    return this.tokens[position];
  }

  all(): SqlToken[] {
    while (this.end < this.sql.length) this.cut();
    return this.tokens;
  }

  private cut(): void {
    const start = this.end;
    LEXEME.lastIndex = start;
    LEXEME.test(this.sql);
    const lexeme = this.sql.slice(start, LEXEME.lastIndex);
    this.end = lexeme === '/*' ? endOfComment(this.sql, start) : LEXEME.lastIndex;
    const kind = kindOf(lexeme);
    if (kind) this.tokens.push({ kind, text: textOf(kind, lexeme), start, end: this.end });
  }
}

export const tokenize = (sql: string): SqlToken[] => new TokenReader(sql).all();

const isStatement = (text: string): boolean => new TokenReader(text).at(0) !== undefined;

/** The statements of a text, each as it stands there without the semicolon behind it; a comment alone is none. */
export function splitStatements(sql: string): string[] {
  if (!sql.includes(';')) return isStatement(sql) ? [sql.trim()] : [];
  const ends = tokenize(sql).filter(({ kind, text }) => kind === 'symbol' && text === ';');
  const starts = [0, ...ends.map(({ end }) => end)];
  return starts.map((start, index) => sql.slice(start, ends[index]?.start).trim()).filter(isStatement);
}
