import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { compareColumns } from './column.comparator';
import { compareConstraints } from './constraint.comparator';
import { compareEnums } from './enum.comparator';
import { compareIndexes } from './index.comparator';
import { compareExtensions, compareSchemas } from './schema.comparator';
import { compareSequences } from './sequence.comparator';
import { compareTables } from './table.comparator';
import { compareViews } from './view.comparator';
import { nameKey } from '../sql/identifier';

const relationKinds = ({ tables, views }: CatalogSnapshot): ReadonlyMap<string, string> =>
  new Map([
    ...tables.map(({ schema, name }) => [nameKey(schema, name), 'table'] as const),
    ...views.map(({ schema, name, kind }) => [nameKey(schema, name), kind] as const),
  ]);

/** The parts of relations that both sides have. A missing or extra relation is one difference, whatever it holds. */
function sharedParts(side: CatalogSnapshot, other: CatalogSnapshot) {
  const [here, there] = [relationKinds(side), relationKinds(other)];
  const shared = new Set([...here].filter(([key, kind]) => there.get(key) === kind).map(([key]) => key));
  const isShared = ({ schema, table }: { schema: string; table: string }): boolean =>
    shared.has(nameKey(schema, table));
  const identities = new Map(
    other.columns.map(({ schema, table, name, identity }) => [nameKey(schema, table, name), identity]),
  );
  const sequences = new Set(other.sequences.map(({ schema, name }) => nameKey(schema, name)));
  return {
    columns: side.columns.filter(isShared),
    constraints: side.constraints.filter(isShared),
    indexes: side.indexes.filter(isShared),
    /**
     * A sequence is left out that only this side has, if its column, or that column's identity, is a difference
     * already.
     */
    sequences: side.sequences.filter(({ schema, name, ownedBy, identity }) => {
      if (ownedBy === null || sequences.has(nameKey(schema, name))) return true;
      const column = identities.get(nameKey(ownedBy.schema, ownedBy.table, ownedBy.column));
      return column !== undefined && (!identity || column !== null);
    }),
  };
}

/** Ordered as the public function of the same name in drift.door.ts promises. */
export function compareCatalogs(expected: CatalogSnapshot, actual: CatalogSnapshot): CatalogDifference[] {
  const [wanted, found] = [sharedParts(expected, actual), sharedParts(actual, expected)];
  return [
    ...compareSchemas(expected.schemas, actual.schemas),
    ...compareExtensions(expected.extensions, actual.extensions),
    ...compareEnums(expected.enums, actual.enums),
    ...compareSequences(wanted.sequences, found.sequences),
    ...compareTables(expected, actual),
    ...compareColumns(wanted.columns, found.columns),
    ...compareConstraints(wanted.constraints, found.constraints),
    ...compareIndexes(wanted.indexes, found.indexes),
    ...compareViews(expected.views, actual.views, expected.indexes),
  ];
}
