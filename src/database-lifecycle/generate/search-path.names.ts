import { tokensOf } from '../sql/sql.mentions';

/** `'public.users_id_seq'::regclass` and its like. */
const NAME_IN_STRING = /^'(?:"(?:[^"]|"")*"|[^".']+)\./;

/**
 * Leaves the schema out of the names of a statement, so that they go where the search path leads, as those of TypeORM's
 * own migrations do.
 */
export function withoutSchema(sql: string, schema: string): string {
  const tokens = tokensOf(sql);
  let brief = '';
  let position = 0;
  tokens.forEach((token, index) => {
    const [before, next, after] = [tokens[index - 1], tokens[index + 1], tokens[index + 2]];
    const isQualifier =
      (token.kind === 'word' || token.kind === 'name') &&
      token.text === schema &&
      before?.text !== '.' &&
      next?.text === '.' &&
      (after?.kind === 'word' || after?.kind === 'name');
    if (isQualifier) {
      brief += sql.slice(position, token.start);
      position = next.end;
    } else if (token.kind === 'string' && isRegclass(sql, token.end)) {
      const name = NAME_IN_STRING.exec(token.text)?.[0];
      if (name === undefined || name.slice(1, -1).replaceAll('"', '') !== schema) return;
      brief += `${sql.slice(position, token.start)}'`;
      position = token.start + name.length;
    }
  });
  return brief + sql.slice(position);
}

const isRegclass = (sql: string, end: number): boolean => /^::regclass\b/.test(sql.slice(end));
