import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import type { NamedObject } from '../../interfaces/schema-snapshot.interface';
import { defaultSchema, postgresDriver } from '../../metadata/postgres-driver';
import { toName } from '../../sql/identifier';
import { valueEncoder, type ValueEncoder } from './value.encoder';

interface RowColumn {
  readonly column: ColumnMetadata;
  /** As PostgreSQL has it. */
  readonly name: string;
  /** Whether rows are written with it; generated columns and those with `insert: false` are only read. */
  readonly isWritten: boolean;
  readonly read: (row: ObjectLiteral) => unknown;
  readonly encode: ValueEncoder;
}

/** A relation whose foreign key is in the rows' own table. */
export interface RowRelation {
  readonly relation: RelationMetadata;
  /** The foreign key's columns: where in the row, and what of the other table each refers to. */
  readonly joins: readonly { readonly index: number; readonly referenced: ColumnMetadata }[];
}

/** What of an entity's metadata is needed to turn its objects into rows of its table. */
export interface RowModel {
  readonly metadata: EntityMetadata;
  readonly table: NamedObject;
  readonly columns: readonly RowColumn[];
  readonly relations: readonly RowRelation[];
  /** The columns of properties that are a column and nothing else. */
  readonly plain: ReadonlyMap<string, number>;
  /** What tells the entities of single-table inheritance apart. */
  readonly discriminator?: { readonly index: number; readonly value: string };
}

const isPlain = ({ embeddedMetadata, relationMetadata, referencedColumn }: ColumnMetadata): boolean =>
  !embeddedMetadata && !relationMetadata && !referencedColumn;

/** Relations that share a column have copies of it, and so has a relation that a child entity inherits. */
export const isSameColumn = (one: ColumnMetadata, other: ColumnMetadata): boolean =>
  one.databaseName === other.databaseName;

/** Reading a plain property directly is most of the speed; all else is TypeORM's to find. */
function readerOf(column: ColumnMetadata): RowColumn['read'] {
  const { propertyName } = column;
  return isPlain(column) ? (row) => row[propertyName] as unknown : (row) => column.getEntityValue(row) as unknown;
}

/** What a row gives for a relation. For a lazy one, TypeORM itself would see only what an entity has loaded. */
export function relatedTo(relation: RelationMetadata, row: ObjectLiteral): unknown {
  if (!relation.isLazy) return relation.getEntityValue(row) as unknown;
  const names = relation.propertyPath.split('.');
  const name = names.pop()!;
  const holder =
    names.reduce<ObjectLiteral | undefined>((at, part) => at?.[part] as ObjectLiteral | undefined, row) ?? {};
  const loaded = `__${name}__`;
  // Reading the property of an entity would load what it has not.
  return loaded in holder
    ? (holder[loaded] as unknown)
    : (Object.getOwnPropertyDescriptor(holder, name)?.value as unknown);
}

function compile(metadata: EntityMetadata, dataSource: DataSource): RowModel {
  const driver = postgresDriver(dataSource);
  const real = metadata.columns.filter(({ isVirtualProperty }) => !isVirtualProperty);
  const columns = real.map((column) => ({
    column,
    name: toName(column.databaseName),
    isWritten: column.isInsert && column.asExpression === undefined,
    read: readerOf(column),
    encode: valueEncoder(column, driver),
  }));
  const relations = metadata.relations
    .filter(({ isManyToOne, isOneToOneOwner }) => isManyToOne || isOneToOneOwner)
    .map((relation) => ({
      relation,
      joins: relation.joinColumns.map((join) => ({
        index: real.findIndex((column) => isSameColumn(column, join)),
        referenced: join.referencedColumn!,
      })),
    }));
  const table = { schema: toName(metadata.schema ?? defaultSchema(dataSource)), name: toName(metadata.tableName) };
  const plain = new Map(
    real.flatMap((column, index) => (isPlain(column) ? [[column.propertyName, index] as const] : [])),
  );
  const index = real.findIndex(({ isDiscriminator }) => isDiscriminator);
  const discriminator = index < 0 ? undefined : { index, value: `${metadata.discriminatorValue}` };
  return { metadata, table, columns, relations, plain, discriminator };
}

/** Compiles each entity's model once. */
export function rowModels(dataSource: DataSource): (metadata: EntityMetadata) => RowModel {
  const models = new Map<EntityMetadata, RowModel>();
  return (metadata) => {
    let model = models.get(metadata);
    if (!model) models.set(metadata, (model = compile(metadata, dataSource)));
    return model;
  };
}
