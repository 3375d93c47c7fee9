import { HarmfulChangeError } from '../errors/harmful-change.error';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import { TokenReader } from '../sql/sql.tokenizer';

/** What a batch may touch, as `schema.name`. */
export interface GuardScope {
  /** Relations that the batch creates. */
  readonly creates: readonly string[];
  /** Gets rows, never loses one. */
  readonly journal: string;
  /** `typeorm_metadata`: its rows are replaced. */
  readonly metadataTable: string;
  /** Where a bare name leads to. */
  readonly defaultSchema: string;
}

/** Reads tokens from left to right; every `take` either matches and moves on, or answers false and stays. */
class Reader {
  private position = 0;

  constructor(
    private readonly tokens: TokenReader,
    private readonly defaultSchema: string,
  ) {}

  words(phrase: string): boolean {
    const expected = phrase.split(' ');
    const matches = expected.every((word, index) => {
      const token = this.tokens.at(this.position + index);
      return token?.text === word && (token.kind === 'word' || token.kind === 'symbol');
    });
    if (matches) this.position += expected.length;
    return matches;
  }

  /** A name with or without a schema as `schema.name`, `members` parts at its end left off; undefined when there is none. */
  path(members = 0): string | undefined {
    const parts: string[] = [];
    do {
      const token = this.tokens.at(this.position);
      if (token?.kind !== 'name' && token?.kind !== 'word') return undefined;
      parts.push(token.text);
      this.position += 1;
    } while (this.words('.'));
    const path = parts.slice(0, parts.length - members);
    return path.length === 1 ? `${this.defaultSchema}.${path[0]}` : path.join('.');
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

  get atEnd(): boolean {
    return this.tokens.at(this.position) === undefined;
  }

  /** Whether the rest holds the symbol outside all parentheses. */
  holdsOutside(symbol: string): boolean {
    let depth = 0;
    return this.tokens
      .all()
      .slice(this.position)
      .some(({ kind, text }) => {
        if (kind !== 'symbol') return false;
        depth += Number(text === '(') - Number(text === ')');
        return depth === 0 && text === symbol;
      });
  }
}

type Created = Omit<GuardScope, 'creates'> & { readonly creates: ReadonlySet<string> };
type Form = (read: Reader, scope: Created) => boolean;

const created = (read: Reader, { creates }: Created): boolean => creates.has(read.path() ?? '');

/** The only forms that a plan may send. Each adds; none can alter, replace or drop what was there before. */
const ADDITIVE_FORMS: readonly Form[] = [
  (read) => read.words('create schema') && read.path() !== undefined && read.atEnd,
  (read) => read.words('create extension if not exists') && read.path() !== undefined && read.atEnd,
  (read) => read.words('create type') && read.path() !== undefined && read.words('as enum ('),
  (read) => read.words('create sequence') && read.path() !== undefined,
  (read, scope) => read.words('create table') && created(read, scope) && read.words('('),
  (read, scope) =>
    (read.words('create index') || read.words('create unique index')) &&
    read.path() !== undefined &&
    read.words('on') &&
    created(read, scope),
  (read, scope) =>
    (read.words('create view') || read.words('create materialized view')) && created(read, scope) && read.words('as'),
  (read, scope) => read.words('comment on table') && created(read, scope) && read.words('is'),
  (read, { creates }) => read.words('comment on column') && creates.has(read.path(1) ?? '') && read.words('is'),
  (read, scope) =>
    read.words('alter table') && created(read, scope) && read.words('add constraint') && !read.holdsOutside(','),
  (read, { journal, metadataTable }) =>
    read.words('insert into') &&
    [journal, metadataTable].includes(read.path() ?? '') &&
    read.parenthesis() &&
    read.words('values ('),
  (read, { metadataTable }) => read.words('delete from') && read.path() === metadataTable && read.words('where'),
];

/**
 * Checks every statement against the list of additive forms, before the first one runs.
 * @throws HarmfulChangeError that shows the statement
 */
export function assertAdditive(statements: readonly PlannedStatement[], { creates, ...rest }: GuardScope): void {
  const scope = { ...rest, creates: new Set(creates) };
  for (const { sql } of statements) {
    const tokens = new TokenReader(sql);
    if (sql.includes(';') && tokens.all().some(({ kind, text }) => kind === 'symbol' && text === ';'))
      throw HarmfulChangeError.forbidden(sql, 'more than one statement');
    const additive = ADDITIVE_FORMS.some((form) => form(new Reader(tokens, scope.defaultSchema), scope));
    if (!additive) throw HarmfulChangeError.forbidden(sql, 'not a form that only adds to what this plan creates');
  }
}
