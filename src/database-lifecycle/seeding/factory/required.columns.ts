import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/** A column that a row must give, since the database would not. */
export interface RequiredColumn {
  readonly column: ColumnMetadata;
  readonly isUnique: boolean;
  /** What it refers to: such a value can't be made up. */
  readonly refersTo: string | null;
}

const isMaintained = (column: ColumnMetadata): boolean =>
  column.isGenerated ||
  column.isCreateDate ||
  column.isUpdateDate ||
  column.isDeleteDate ||
  column.isVersion ||
  column.isDiscriminator ||
  column.isTreeLevel ||
  column.isMaterializedPath ||
  column.isNestedSetLeft ||
  column.isNestedSetRight;

const mayBeLeftOut = (column: ColumnMetadata): boolean =>
  column.isNullable ||
  column.default !== undefined ||
  column.asExpression !== undefined ||
  !column.isInsert ||
  column.isVirtualProperty ||
  isMaintained(column);

/** Of columns that are unique together, the one to make unique: the one whose type has most values. */
function distinguishing(columns: readonly ColumnMetadata[]): ColumnMetadata | undefined {
  const own = columns.filter(
    (column) => !mayBeLeftOut(column) && !column.relationMetadata && column.type !== 'boolean',
  );
  return own.find((column) => !column.enum) ?? own[0];
}

/** The columns that a new row of the entity must give, and which of them tell rows apart. */
export function requiredColumns(metadata: EntityMetadata): RequiredColumn[] {
  const keys = [
    metadata.primaryColumns,
    ...metadata.uniques.map(({ columns }) => columns),
    ...metadata.indices.filter(({ isUnique }) => isUnique).map(({ columns }) => columns),
    // An exclusion constraint does not say of which columns it is.
    ...(metadata.exclusions.length > 0 ? metadata.columns.map((column) => [column]) : []),
  ];
  const unique = new Set(keys.map(distinguishing));
  return metadata.columns
    .filter((column) => !mayBeLeftOut(column))
    .map((column) => {
      const key = metadata.foreignKeys.find(({ columns }) => columns.includes(column));
      const refersTo = column.relationMetadata?.inverseEntityMetadata ?? key?.referencedEntityMetadata;
      return { column, isUnique: unique.has(column), refersTo: refersTo?.name ?? null };
    });
}
