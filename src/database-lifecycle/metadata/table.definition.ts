import {
  Table,
  TableForeignKey,
  TableIndex,
  type DataSource,
  type EntityMetadata,
  type TableColumn,
  type TableUnique,
} from 'typeorm';
import { TYPE_EXTENSIONS } from '../errors/extension.remedy';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { ForeignKeyMetadata } from 'typeorm/metadata/ForeignKeyMetadata.js';
import { toName } from '../sql/identifier';
import { defaultSchema, postgresDriver } from './postgres-driver';

export interface EnumDefinition extends NamedObject {
  readonly labels: readonly string[];
  readonly column: string;
}

/** Something of a table that has a name of its own. */
export interface NamedPart {
  readonly name: string;
  /** In words. */
  readonly what: string;
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
  /** Indexes that only another entity of the same table asks for. */
  readonly sharedIndexes: readonly TableIndex[];
  readonly enums: readonly EnumDefinition[];
  readonly foreignKeys: readonly ForeignKeyDefinition[];
  readonly extensions: readonly string[];
  /** Of these, the ones whose types or functions the table names, without a schema. */
  readonly namedExtensions: readonly string[];
  /** Indexes and constraints with one: they share the schema's names with tables. */
  readonly indexes: readonly NamedPart[];
  /** All constraints, whose names the table keeps apart. */
  readonly constraints: readonly NamedPart[];
  /** Names that PostgreSQL gives to the sequences of serial columns, and that TypeORM knows them by. */
  readonly sequenceNames: readonly string[];
}

const isEnum = ({ type }: TableColumn): boolean => type === 'enum' || type === 'simple-enum';

/**
 * The enum type of a column, as PostgresQueryRunner.buildEnumName() names it.
 * @param table its name as the entity has it: PostgreSQL cuts what is made of it, not what it is made of
 */
export const enumOf = ({ schema, name }: NamedObject, column: TableColumn): EnumDefinition => ({
  schema,
  name: toName(column.enumName ?? `${name}_${column.name.toLowerCase()}_enum`),
  labels: (column.enum ?? []).map(String),
  column: column.name,
});

function namedExtensions(table: Table, uuidExtension: string | undefined): string[] {
  const uuid = table.columns.some(
    ({ isGenerated, generationStrategy }) => isGenerated && generationStrategy === 'uuid',
  );
  return [
    // gen_random_uuid(), TypeORM's default with pgcrypto, is part of PostgreSQL since 13.
    ...(uuid && uuidExtension !== 'pgcrypto' ? ['uuid-ossp'] : []),
    ...table.columns.flatMap(({ type }) => TYPE_EXTENSIONS[type] ?? []),
  ];
}

/** Parts as PostgreSQL names them. */
export const partsOf = (
  parts: readonly { readonly name?: string; readonly columnNames?: readonly string[] }[],
  kind: string,
): NamedPart[] =>
  parts.flatMap(({ name, columnNames }) =>
    name ? [{ name: toName(name), what: columnNames ? `the ${kind} (${columnNames.join(', ')})` : `a ${kind}` }] : [],
  );

/** As PostgresQueryRunner.createTableSql() names it. */
function primaryKeyName({ namingStrategy }: DataSource, table: Table): string | undefined {
  const [first] = table.primaryColumns;
  const columns = table.primaryColumns.map(({ name }) => name);
  return first && (first.primaryKeyConstraintName ?? namingStrategy.primaryKeyName(table, columns));
}

/** PostgreSQL makes no unique constraint beside a primary key, or another one, on the very same columns. */
function uniquesMade(table: Table): TableUnique[] {
  const seen = new Set([JSON.stringify([table.primaryColumns.map(({ name }) => name)])]);
  return table.uniques.filter(({ columnNames, deferrable }) => {
    const text = JSON.stringify([columnNames, ...(deferrable ? [deferrable] : [])]);
    return !seen.has(text) && seen.add(text);
  });
}

/**
 * Indexes of the entities that share the table but do not make it, as far as it has their columns; of one name the first.
 * Both sides of a relation may have a `@JoinTable` of that table, and the same indexes.
 */
function indexesOfOthers(table: Table, others: readonly EntityMetadata[]): TableIndex[] {
  const made = new Set(table.indices.map(({ name }) => name));
  const isNew = ({ name }: TableIndex): boolean => !made.has(name) && made.add(name).has(name);
  return others
    .flatMap(({ indices }) => indices.filter(({ synchronize }) => synchronize))
    .map((index) => TableIndex.create(index))
    .filter((index) => index.columnNames.every((column) => table.findColumnByName(column)) && isNew(index));
}

/**
 * The foreign keys of all entities, if the table has their columns; sharingWarnings() reports missing columns. Where
 * two entities give a key the same name, the first one's counts, as with synchronize(): a `@JoinTable` has CASCADE
 * where the entity may not.
 */
function foreignKeysOf(table: Table, metadatas: readonly EntityMetadata[]): ForeignKeyMetadata[] {
  const made: ForeignKeyMetadata[] = [];
  for (const { foreignKeys } of metadatas) {
    const before = [...made];
    const possible = foreignKeys
      .filter(({ columnNames }) => columnNames.every((name) => table.findColumnByName(name)))
      .filter(({ name }) => !before.some((other) => other.name === name));
    made.push(...new Map(possible.map((key) => [foreignKeyText(key), key])).values());
  }
  return made;
}

/** Equal for equal keys: relations that share a column may ask for the same key twice. */
const foreignKeyText = ({
  name,
  columnNames,
  referencedTablePath,
  referencedColumnNames,
  onDelete,
  onUpdate,
  deferrable,
}: ForeignKeyMetadata): string =>
  JSON.stringify([name, columnNames, referencedTablePath, referencedColumnNames, onDelete, onUpdate, deferrable]);

const partOfKey = ({ name, columnNames, referencedEntityMetadata }: ForeignKeyMetadata): NamedPart => ({
  name: toName(name),
  what: `the foreign key (${columnNames.join(', ')}) to ${referencedEntityMetadata.name}`,
});

/** Builds the definition from the metadata that share one table; the first makes it, all contribute indexes and foreign keys. */
export function defineTable(dataSource: DataSource, metadatas: readonly EntityMetadata[]): TableDefinition {
  const driver = postgresDriver(dataSource);
  const schema = defaultSchema(dataSource);
  const [maker, ...others] = metadatas as [EntityMetadata, ...EntityMetadata[]];
  const table = Table.create(maker, driver);
  const sharedIndexes = indexesOfOthers(table, others);
  const place = { schema: toName(maker.schema ?? schema), name: maker.tableName };
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const named = namedExtensions(table, driver.options.uuidExtension);
  const keys = foreignKeysOf(table, metadatas);
  const indexed = [
    ...partsOf([{ name: primaryKeyName(dataSource, table) }], 'primary key'),
    ...partsOf(uniquesMade(table), 'unique constraint'),
    ...partsOf(table.exclusions, 'exclusion constraint'),
  ];
  return {
    table,
    sharedIndexes,
    enums: table.columns.filter(isEnum).map((column) => enumOf(place, column)),
    foreignKeys: keys.map((key) => ({
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
    namedExtensions: named,
    extensions: [
      ...named,
      ...(table.exclusions.length > 0 ? ['btree_gist'] : []),
      ...(driver.options.extensions ?? []),
    ],
    indexes: [...indexed, ...partsOf([...table.indices, ...sharedIndexes], 'index')],
    constraints: [...indexed, ...partsOf(table.checks, 'check constraint'), ...keys.map(partOfKey)],
    sequenceNames: table.columns
      .filter(({ isGenerated, generationStrategy }) => isGenerated && generationStrategy === 'increment')
      .map(({ name }) => toName(`${maker.tableName}_${name}_seq`)),
  };
}
