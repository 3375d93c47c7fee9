import type { TrashConstraint, TrashManifest } from '../interfaces/trash.interface';
import { isName, parseForeignKey, tokensOf } from '../sql/definition.text';
import { quoteIdentifier, quotePath } from '../sql/identifier';

/** A key of PostgreSQL 18 that compares periods of time, not values: `FOREIGN KEY (a, PERIOD b) …`. */
const isTemporal = (definition: string): boolean =>
  tokensOf(definition).some(
    ({ kind, text }, index, tokens) => kind === 'word' && text === 'period' && isName(tokens[index + 1]),
  );

/** Lists the rows that have no counterpart in the trash, where the table that the key refers to is as long as nothing is restored. */
export function unfitRowsQuery(
  { schema, table, definition }: TrashConstraint,
  { places }: TrashManifest,
): string | null {
  if (isTemporal(definition)) return null;
  const { columns, parent: home, parentColumns } = parseForeignKey(definition);
  const parent = { ...home, schema: places.find((place) => place.home === home.schema)?.trash ?? home.schema };
  const pairs = columns.map(
    (column, index) => `p.${quoteIdentifier(parentColumns[index]!)} = c.${quoteIdentifier(column)}`,
  );
  const filled = columns.map((column) => `c.${quoteIdentifier(column)} IS NOT NULL`);
  return `SELECT c.* FROM ${quotePath({ schema, name: table })} c WHERE ${filled.join(' AND ')} AND NOT EXISTS (SELECT FROM ${quotePath(parent)} p WHERE ${pairs.join(' AND ')});`;
}
