import type { RowModel } from './row.model';

const named = new WeakMap<RowModel, readonly number[]>();

/** The columns by which a person knows a row: those of the primary key and of unique constraints and indexes. */
export function namingColumns(model: RowModel): readonly number[] {
  let indexes = named.get(model);
  if (!indexes) {
    const { primaryColumns, uniques, indices } = model.metadata;
    const keys = new Set([
      ...primaryColumns,
      ...uniques.flatMap(({ columns }) => columns),
      ...indices.filter(({ isUnique }) => isUnique).flatMap(({ columns }) => columns),
    ]);
    indexes = model.columns.flatMap(({ column }, index) => (keys.has(column) ? [index] : []));
    named.set(model, indexes);
  }
  return indexes;
}
