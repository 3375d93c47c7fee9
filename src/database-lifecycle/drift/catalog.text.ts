import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';

const LITERAL = String.raw`(?:E?'(?:[^']|'')*'|NULL)::character varying`;
const CAST_AS_A_WHOLE = new RegExp(String.raw`\(ARRAY\[(${LITERAL}(?:, ${LITERAL})*)\]\)::text\[\]`, 'g');
const EACH_LITERAL = new RegExp(LITERAL, 'g');

/**
 * Of a `varchar IN ('a', 'b')` PostgreSQL prints an array that is cast to `text[]`, and of what it printed, once that is
 * run, an array of elements each cast to `text`: so a check that was dumped and restored, or dropped and made again,
 * has another text than at first, and means the same. This is the latter, which stays as it is.
 */
const settled = (sql: string): string =>
  sql.replace(
    CAST_AS_A_WHOLE,
    (_, literals: string) => `ARRAY[${literals.replace(EACH_LITERAL, (literal) => `(${literal})::text`)}]`,
  );

const withSettled = <Part extends { readonly definition: string }>(part: Part): Part => ({
  ...part,
  definition: settled(part.definition),
});

/** A snapshot of the text that the catalog query answers, its expressions in the form in which PostgreSQL leaves them. */
export function parseCatalog(text: string): CatalogSnapshot {
  const snapshot = JSON.parse(text) as CatalogSnapshot;
  return {
    ...snapshot,
    columns: snapshot.columns.map((column) => ({
      ...column,
      default: column.default && settled(column.default),
      generated: column.generated && { ...column.generated, expression: settled(column.generated.expression) },
    })),
    constraints: snapshot.constraints.map(withSettled),
    indexes: snapshot.indexes.map(withSettled),
    views: snapshot.views.map(withSettled),
  };
}
