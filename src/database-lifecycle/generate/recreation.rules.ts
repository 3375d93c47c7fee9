import type { CatalogColumn } from '../interfaces/catalog-snapshot.interface';
import { keyOf, partKey, tableOf, type CatalogLookup } from './catalog.lookup';
import { onlyAddsLabels, sameLabels } from './enum.ddl';
import { mentions, mentionsColumn } from '../sql/sql.mentions';
import { baseType } from './type.cast';
import { nameKey } from '../sql/identifier';

/** Columns, found by table. */
export class ColumnSet {
  private readonly byTable = new Map<string, Set<string>>();

  add(column: CatalogColumn): void {
    const key = keyOf(tableOf(column));
    this.byTable.set(key, (this.byTable.get(key) ?? new Set()).add(column.name));
  }

  has(column: CatalogColumn): boolean {
    return this.in(column).has(column.name);
  }

  in(part: { schema: string; table: string }): ReadonlySet<string> {
    return this.byTable.get(nameKey(part.schema, part.table)) ?? new Set();
  }
}

export interface ColumnChanges {
  /** Keys of enum types that a new type of the same name replaces. */
  readonly swapped: ReadonlySet<string>;
  /** Columns of both sides that get another type or collation in place. */
  readonly retyped: ColumnSet;
  /** The retyped columns whose values are stored differently, so that expressions on them must be parsed again. */
  readonly converted: ColumnSet;
  /** Generated columns of both sides that can only be dropped and added again. */
  readonly replaced: ColumnSet;
  /** Columns that go, for ever or to come back. */
  readonly dropped: ColumnSet;
  usesSwapped(text: string): boolean;
}

const generation = ({ generated }: CatalogColumn): string => JSON.stringify(generated);

/** A stored column becomes an ordinary one by DROP EXPRESSION; any other change computes the values anew. */
const mustReplace = (from: CatalogColumn, to: CatalogColumn): boolean => {
  if (to.generated === null) return from.generated?.kind === 'virtual';
  return generation(from) !== generation(to) || from.type !== to.type || from.collation !== to.collation;
};

/**
 * Finds which columns of the tables that both sides have can't stay as they are.
 * @param addsLabels whether new labels are added to the existing types. Otherwise a new type replaces each, as an added
 *   label can't be used before it is committed
 */
export function columnChanges(from: CatalogLookup, to: CatalogLookup, addsLabels = false): ColumnChanges {
  const swapped = [...from.enums.values()].filter((type) => {
    const wanted = to.enums.get(keyOf(type));
    return wanted && !sameLabels(type, wanted) && !(addsLabels && onlyAddsLabels(type, wanted));
  });
  const usesSwapped = (text: string): boolean => swapped.some((type) => mentions(text, type));
  const [retyped, converted, replaced, dropped] = [new ColumnSet(), new ColumnSet(), new ColumnSet(), new ColumnSet()];
  const shared: (readonly [CatalogColumn, CatalogColumn])[] = [];
  for (const column of from.columns.values()) {
    if (!to.tables.has(keyOf(tableOf(column)))) continue;
    const wanted = to.columns.get(partKey(column));
    if (wanted) shared.push([column, wanted]);
    else dropped.add(column);
  }
  for (const [old, wanted] of shared) {
    if (mustReplace(old, wanted)) replaced.add(old);
    else if (
      !old.generated &&
      (old.type !== wanted.type || old.collation !== wanted.collation || usesSwapped(old.type))
    )
      retyped.add(old);
    if (retyped.has(old) && (baseType(old.type) !== baseType(wanted.type) || usesSwapped(old.type))) converted.add(old);
  }
  // PostgreSQL alters no column that a generated one is computed from; that is never a generated one.
  for (const [old, { generated }] of shared) {
    if (!old.generated || !generated || replaced.has(old)) continue;
    const { expression } = old.generated;
    if (usesSwapped(expression) || usesSwapped(old.type) || mentionsColumn(expression, retyped.in(old)))
      replaced.add(old);
  }
  for (const [old] of shared) if (replaced.has(old)) dropped.add(old);
  return { swapped: new Set(swapped.map(keyOf)), retyped, converted, replaced, dropped, usesSwapped };
}
