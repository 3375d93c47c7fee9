import { HarmfulChangeError } from '../errors/harmful-change.error';
import { TokenReader } from '../sql/sql.tokenizer';

/** Reads tokens from left to right and steps over what matches. After a mismatch, begin again with a new reader. */
export class StatementReader {
  private position = 0;

  constructor(
    private readonly tokens: TokenReader,
    private readonly defaultSchema: string,
  ) {}

  words(...expected: readonly string[]): boolean {
    const are = expected.every((word, index) => {
      const token = this.tokens.at(this.position + index);
      return token?.text === word && (token.kind === 'word' || token.kind === 'symbol');
    });
    if (are) this.position += expected.length;
    return are;
  }

  /**
   * A name, with or without a schema, as `schema.name`; undefined when there is none.
   * @param members how many parts to drop at its end, e.g. 1 for the table of a column
   */
  path(members = 0): string | undefined {
    const path = this.parts()?.slice(0, -members || undefined);
    if (path === undefined) return undefined;
    return path.length === 1 ? `${this.defaultSchema}.${path[0]}` : path.join('.');
  }

  /** A name with what stands before it, e.g. its schema; undefined when there is none. */
  parts(): string[] | undefined {
    const parts: string[] = [];
    do {
      const name = this.name();
      if (name === undefined) return undefined;
      parts.push(name);
    } while (this.words('.'));
    return parts;
  }

  /** A single name; undefined when there is none. */
  name(): string | undefined {
    const token = this.tokens.at(this.position);
    if (token?.kind !== 'name' && token?.kind !== 'word') return undefined;
    this.position += 1;
    return token.text;
  }

  /** Steps over a parenthesis with all that it holds. */
  parenthesis(): boolean {
    if (!this.words('(')) return false;
    for (let depth = 1; depth > 0; this.position += 1) {
      const token = this.tokens.at(this.position);
      if (!token) return false;
      if (token.kind === 'symbol') depth += Number(token.text === '(') - Number(token.text === ')');
    }
    return true;
  }

  /** Steps over one token, whatever it is; false behind the last. */
  any(): boolean {
    if (this.atEnd) return false;
    this.position += 1;
    return true;
  }

  get atEnd(): boolean {
    return this.tokens.at(this.position) === undefined;
  }

  /** Whether the rest holds the word or symbol outside all parentheses. */
  holdsOutside(expected: string): boolean {
    let depth = 0;
    return this.tokens
      .all()
      .slice(this.position)
      .some(({ kind, text }) => {
        if (kind === 'symbol') depth += Number(text === '(') - Number(text === ')');
        return depth === 0 && text === expected && (kind === 'symbol' || kind === 'word');
      });
  }
}

/**
 * Readers of a planned statement, each at its beginning.
 * @param defaultSchema where a bare name leads to
 * @throws HarmfulChangeError when there is more than one statement
 */
export function readStatement(sql: string, defaultSchema: string): () => StatementReader {
  const tokens = new TokenReader(sql);
  if (sql.includes(';') && tokens.all().some(({ kind, text }) => kind === 'symbol' && text === ';'))
    throw HarmfulChangeError.forbidden(sql, 'more than one statement');
  return () => new StatementReader(tokens, defaultSchema);
}
