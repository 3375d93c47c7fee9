import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { settled } from './settled.text';

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
