import { Table, TableForeignKey, TableIndex, type DataSource, type EntityMetadata, type TableColumn } from 'typeorm';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { toName } from '../sql/identifier';
import { defaultSchema, postgresDriver } from './postgres-driver';

export interface EnumDefinition extends NamedObject {
  readonly labels: readonly string[];
  readonly column: string;
}

export interface ForeignKeyDefinition {
  readonly key: TableForeignKey;
  readonly parent: NamedObject;
  readonly parentEntity: string;
  /** Type of each referring column; null where it is an enum of this app. */
  readonly types: readonly (string | null)[];
}

/** A table as TypeORM would make it, with what it needs from the rest of the database. */
export interface TableDefinition {
  readonly table: Table;
  /** Those that only another entity of the same table asks for. */
  readonly sharedIndexes: readonly TableIndex[];
  readonly enums: readonly EnumDefinition[];
  readonly foreignKeys: readonly ForeignKeyDefinition[];
  readonly extensions: readonly string[];
  /** Names of indexes and of constraints with an index: they share the schema's names with tables. */
  readonly indexNames: readonly string[];
  /** Names that PostgreSQL gives to the sequences of serial columns, and that TypeORM knows them by. */
  readonly sequenceNames: readonly string[];
}

const isEnum = ({ type }: TableColumn): boolean => type === 'enum' || type === 'simple-enum';

/** The enum type of a column, as PostgresQueryRunner.buildEnumName() names it. */
export const enumOf = ({ schema, name }: NamedObject, column: TableColumn): EnumDefinition => ({
  schema,
  name: toName(column.enumName ?? `${name}_${column.name.toLowerCase()}_enum`),
  labels: (column.enum ?? []).map(String),
  column: column.name,
});

/** Extensions by the column type that comes from them, as PostgresDriver.enableExtensions() installs them. */
const TYPE_EXTENSIONS: Readonly<Record<string, string>> = {
  citext: 'citext',
  hstore: 'hstore',
  cube: 'cube',
  ltree: 'ltree',
  geometry: 'postgis',
  geography: 'postgis',
  vector: 'vector',
  halfvec: 'vector',
};

function extensionsOf(table: Table, uuidExtension: string | undefined): string[] {
  const uuid = table.columns.some(
    ({ isGenerated, generationStrategy }) => isGenerated && generationStrategy === 'uuid',
  );
  return [
    // gen_random_uuid(), TypeORM's default with pgcrypto, is part of PostgreSQL since 13.
    ...(uuid && uuidExtension !== 'pgcrypto' ? ['uuid-ossp'] : []),
    ...table.columns.flatMap(({ type }) => TYPE_EXTENSIONS[type] ?? []),
    ...(table.exclusions.length > 0 ? ['btree_gist'] : []),
  ];
}

/** As PostgresQueryRunner.createTableSql() names it. */
function primaryKeyName({ namingStrategy }: DataSource, table: Table): string | undefined {
  const [first] = table.primaryColumns;
  const columns = table.primaryColumns.map(({ name }) => name);
  return first && (first.primaryKeyConstraintName ?? namingStrategy.primaryKeyName(table, columns));
}

/** Indexes of the entities that share the table but do not make it, as far as it has their columns. */
function indexesOfOthers(table: Table, others: readonly EntityMetadata[]): TableIndex[] {
  const made = new Set(table.indices.map(({ name }) => name));
  return others
    .flatMap(({ indices }) => indices.filter(({ synchronize }) => synchronize))
    .map((index) => TableIndex.create(index))
    .filter(
      ({ name, columnNames }) => !made.has(name) && columnNames.every((column) => table.findColumnByName(column)),
    );
}

/** Builds the definition from the metadata that share one table; the first makes it, all contribute indexes and foreign keys. */
export function defineTable(dataSource: DataSource, metadatas: readonly EntityMetadata[]): TableDefinition {
  const driver = postgresDriver(dataSource);
  const schema = defaultSchema(dataSource);
  const [maker, ...others] = metadatas as [EntityMetadata, ...EntityMetadata[]];
  const table = Table.create(maker, driver);
  const sharedIndexes = indexesOfOthers(table, others);
  const path = { schema: toName(maker.schema ?? schema), name: toName(maker.tableName) };
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  // What another entity of the table refers with may be a column that the table does not get, which a warning tells.
  const possible = metadatas
    .flatMap(({ foreignKeys }) => foreignKeys)
    .filter(({ columnNames }) => columnNames.every((name) => columns.has(name)));
  const keys = new Map(possible.map((key) => [key.name, key]));
  return {
    table,
    sharedIndexes,
    enums: table.columns.filter(isEnum).map((column) => enumOf(path, column)),
    foreignKeys: [...keys.values()].map((key) => ({
      key: TableForeignKey.create(key, driver),
      parent: {
        schema: toName(key.referencedEntityMetadata.schema ?? schema),
        name: toName(key.referencedEntityMetadata.tableName),
      },
      parentEntity: key.referencedEntityMetadata.name,
      types: key.columnNames.map((name) => {
        const column = columns.get(name);
        return column && !isEnum(column) ? driver.createFullType(column) : null;
      }),
    })),
    extensions: [...extensionsOf(table, driver.options.uuidExtension), ...(driver.options.extensions ?? [])],
    indexNames: [
      primaryKeyName(dataSource, table),
      ...[...table.indices, ...sharedIndexes, ...table.uniques, ...table.exclusions].map(({ name }) => name),
    ].flatMap((name) => (name ? [toName(name)] : [])),
    sequenceNames: table.columns
      .filter(({ isGenerated, generationStrategy }) => isGenerated && generationStrategy === 'increment')
      .map(({ name }) => toName(`${maker.tableName}_${name}_seq`)),
  };
}
