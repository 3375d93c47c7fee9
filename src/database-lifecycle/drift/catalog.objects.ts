import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { defaultSpelling } from './default.rules';

type DifferenceObject = CatalogDifference['object'];

export interface CatalogObject {
  readonly object: DifferenceObject;
  /** All that counts about it, as text: two are the same exactly when it is. */
  readonly state: string;
}

/** As {@link CatalogDifference.object} names it. */
export const objectKey = ({ kind, path }: DifferenceObject): string => `${kind} ${path}`;

type Named = { readonly schema: string; readonly name: string; readonly table?: string };

const pathOf = ({ schema, table, name }: Named): string =>
  [schema, table, name].filter((part) => part !== undefined).join('.');

const one = (kind: DifferenceObject['kind'], path: string, facts: unknown): CatalogObject => ({
  object: { kind, path },
  state: JSON.stringify(facts),
});

const each = (kind: DifferenceObject['kind'], items: readonly Named[]): CatalogObject[] =>
  items.map((item) => one(kind, pathOf(item), item));

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
