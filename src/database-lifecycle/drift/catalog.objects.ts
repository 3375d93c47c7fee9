import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { defaultSpelling } from './default.rules';

type DifferenceObject = CatalogDifference['object'];

export interface CatalogObject {
  readonly object: DifferenceObject;
  /** Of a column, constraint, index or owned sequence: the path of its relation. */
  readonly within?: string;
  /** All that counts about it, as text: two are the same exactly when it is. */
  readonly state: string;
}

/** As {@link CatalogDifference.object} names it. */
export const objectKey = ({ kind, path }: DifferenceObject): string => `${kind} ${path}`;

type Named = {
  readonly schema: string;
  readonly name: string;
  readonly table?: string;
  readonly ownedBy?: { readonly schema: string; readonly table: string } | null;
};

const pathOf = ({ schema, table, name }: Named): string =>
  [schema, table, name].filter((part) => part !== undefined).join('.');

const relationOf = ({ schema, table, ownedBy }: Named): string | undefined => {
  if (ownedBy) return `${ownedBy.schema}.${ownedBy.table}`;
  return table === undefined ? undefined : `${schema}.${table}`;
};

const one = (kind: DifferenceObject['kind'], path: string, facts: unknown, within?: string): CatalogObject => ({
  object: { kind, path },
  within,
  state: JSON.stringify(facts),
});

const each = (kind: DifferenceObject['kind'], items: readonly Named[]): CatalogObject[] =>
  items.map((item) => one(kind, pathOf(item), item, relationOf(item)));

/**
 * The snapshot cut into its objects, by {@link objectKey}. Left out is what no migration decides, the position of a
 * column in its table and the version of an extension, and how a default is spelt.
 */
export function catalogObjects(catalog: CatalogSnapshot): Map<string, CatalogObject> {
  const objects = [
    ...catalog.schemas.map((name) => one('schema', name, name)),
    ...catalog.extensions.map(({ name, schema }) => one('extension', name, schema)),
    ...each('enum', catalog.enums),
    ...each('sequence', catalog.sequences),
    ...each('table', catalog.tables),
    ...each(
      'column',
      catalog.columns.map((column) => ({
        ...column,
        position: undefined,
        default: column.default === null ? null : defaultSpelling(column.default),
      })),
    ),
    ...each('constraint', catalog.constraints),
    ...each('index', catalog.indexes),
    ...catalog.views.map((view) => one(view.kind, pathOf(view), view)),
  ];
  return new Map(objects.map((item) => [objectKey(item.object), item]));
}

/** The catalog with the objects of these keys as the other one has them; without those that it has not. */
export function withObjectsOf(
  other: CatalogSnapshot,
  catalog: CatalogSnapshot,
  keys: ReadonlySet<string>,
): CatalogSnapshot {
  const merged = <Item extends Named>(
    own: readonly Item[],
    others: readonly Item[],
    kindOf: (item: Item) => DifferenceObject['kind'],
  ): Item[] => {
    const isTaken = (item: Item): boolean => keys.has(objectKey({ kind: kindOf(item), path: pathOf(item) }));
    return [...own.filter((item) => !isTaken(item)), ...others.filter(isTaken)];
  };
  return {
    ...catalog,
    enums: merged(catalog.enums, other.enums, () => 'enum'),
    sequences: merged(catalog.sequences, other.sequences, () => 'sequence'),
    tables: merged(catalog.tables, other.tables, () => 'table'),
    columns: merged(catalog.columns, other.columns, () => 'column'),
    constraints: merged(catalog.constraints, other.constraints, () => 'constraint'),
    indexes: merged(catalog.indexes, other.indexes, () => 'index'),
    views: merged(catalog.views, other.views, ({ kind }) => kind),
  };
}
