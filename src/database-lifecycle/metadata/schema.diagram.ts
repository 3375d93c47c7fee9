import type { DataSource, TableColumn } from 'typeorm';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type {
  DiagramColumn,
  DiagramRelation,
  DiagramTable,
  SchemaDiagram,
} from '../interfaces/schema-diagram.interface';
import { pathOf, toName } from '../sql/identifier';
import type { ManagedModel } from './managed-relation.collector';
import { postgresDriver } from './postgres-driver';
import { defineTable, type TableDefinition } from './table.definition';

const isDrawn = (relation: ManagedRelation): relation is ManagedRelation & Pick<DiagramTable, 'kind'> =>
  ['table', 'junction', 'closure'].includes(relation.kind);

/** The sets of columns, beside the primary key, that no two rows share; an index of some rows only is none. */
const uniqueSets = ({ table, sharedIndexes }: TableDefinition): string[][] =>
  [...table.uniques, ...[...table.indices, ...sharedIndexes].filter(({ isUnique, where }) => isUnique && !where)]
    .map(({ columnNames }) => columnNames)
    .filter(({ length }) => length > 0);

function columnsOf(dataSource: DataSource, definition: TableDefinition): DiagramColumn[] {
  const { table, enums } = definition;
  const enumOf = new Map(enums.map((type) => [type.column, type]));
  const typeOf = (column: TableColumn): string => {
    const element = Object.assign(column.clone(), { isArray: false });
    const type = enumOf.get(column.name)?.name ?? postgresDriver(dataSource).createFullType(element);
    return `${type.replace(/^TIME.*/, (time) => time.toLowerCase())}${column.isArray ? '[]' : ''}`;
  };
  const alone = new Set(uniqueSets(definition).flatMap(([name, another]) => (another === undefined ? [name] : [])));
  return table.columns.map((column) => ({
    name: toName(column.name),
    type: typeOf(column),
    nullable: column.isNullable,
    primary: column.isPrimary,
    unique: alone.has(column.name),
    ...(enumOf.has(column.name) ? { labels: enumOf.get(column.name)!.labels } : {}),
    ...(column.comment ? { comment: column.comment } : {}),
  }));
}

function relationsOf({ schema, name }: ManagedRelation, definition: TableDefinition): DiagramRelation[] {
  const { table, foreignKeys } = definition;
  const sets = [table.primaryColumns.map(({ name: column }) => column), ...uniqueSets(definition)];
  return foreignKeys.map(({ key, parent }) => ({
    constraint: toName(key.name!),
    from: { schema, name },
    columns: key.columnNames.map(toName),
    to: parent,
    referencedColumns: key.referencedColumnNames.map(toName),
    optional: key.columnNames.some((column) => table.findColumnByName(column)!.isNullable),
    unique: sets.some((set) => set.length > 0 && set.every((column) => key.columnNames.includes(column))),
  }));
}

/** Draws what the entities ask for; asks no server. */
export function schemaDiagram(dataSource: DataSource, { relations, metadatas }: ManagedModel): SchemaDiagram {
  const drawn = relations.filter(isDrawn).map((relation) => ({
    relation,
    definition: defineTable(dataSource, metadatas.get(pathOf(relation))!),
  }));
  return {
    tables: drawn.map(({ relation: { schema, name, kind, entities }, definition }) => ({
      schema,
      name,
      kind,
      entities,
      columns: columnsOf(dataSource, definition),
    })),
    relations: drawn.flatMap(({ relation, definition }) => relationsOf(relation, definition)),
  };
}
