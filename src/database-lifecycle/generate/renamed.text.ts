import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteIdentifier } from '../sql/identifier';
import { placesOf, tokensOf } from '../sql/sql.mentions';

/** Whether two definitions say the same, however their names are quoted. */
export const sameText = (one: string, other: string): boolean =>
  one === other ||
  JSON.stringify(tokensOf(one).map(({ text }) => text)) === JSON.stringify(tokensOf(other).map(({ text }) => text));

/** Puts names in the place of some tokens, in their order. */
function replaceTokens(sql: string, names: readonly (readonly [place: number, name: string])[]): string {
  const tokens = tokensOf(sql);
  return names.toReversed().reduce((text, [place, name]) => {
    const { start, end } = tokens[place]!;
    return text.slice(0, start) + quoteIdentifier(name) + text.slice(end);
  }, sql);
}

/** A definition after the relation or type that it names is called otherwise, or is in another schema. */
export const renameObject = (sql: string, object: NamedObject, to: NamedObject): string =>
  replaceTokens(
    sql,
    placesOf(tokensOf(sql), object).flatMap((place): [number, string][] => [
      ...(object.schema === to.schema ? [] : ([[place, to.schema]] as [number, string][])),
      ...(object.name === to.name ? [] : ([[place + 2, to.name]] as [number, string][])),
    ]),
  );

/** A default that counts on a sequence, after that is in another schema. */
export const countInSchema = (sql: string, schema: string): string => {
  const name = /^[a-z_][a-z0-9_$]*$/.test(schema) ? schema : quoteIdentifier(schema).replaceAll("'", "''");
  return sql.replace(/^nextval\('(?:"(?:[^"]|"")*"|[^".']+)\./, () => `nextval('${name}.`);
};

/**
 * An expression or list of columns after a column is called otherwise.
 * @param within the positions of the tokens that may be its name
 */
export function renameColumn(
  sql: string,
  column: string,
  to: string,
  within: (place: number) => boolean = () => true,
): string {
  const tokens = tokensOf(sql);
  const places = tokens.flatMap(({ kind, text }, place) => {
    const [before, after] = [tokens[place - 1]?.text, tokens[place + 1]?.text];
    const isColumn =
      (kind === 'word' || kind === 'name') &&
      text === column &&
      before !== ':' &&
      before !== '.' &&
      after !== '.' &&
      after !== '(';
    return isColumn && within(place) ? [[place, to] as const] : [];
  });
  return replaceTokens(sql, places);
}
