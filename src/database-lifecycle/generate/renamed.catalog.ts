import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { keyOf, tableOf, type TablePart } from './catalog.lookup';
import { countInSchema, renameColumn, renameObject } from './renamed.text';
import { parseForeignKey, tokensOf } from '../sql/sql.mentions';

const isOf =
  (table: NamedObject) =>
  (part: { schema: string; table: string }): boolean =>
    keyOf(tableOf(part)) === keyOf(table);

/** Renames an enum type or a table in all that PostgreSQL prints with its name. */
function inAllText(catalog: CatalogSnapshot, rename: (sql: string) => string): CatalogSnapshot {
  return {
    ...catalog,
    columns: catalog.columns.map((column) => ({
      ...column,
      type: rename(column.type),
      default: column.default === null ? null : rename(column.default),
      generated: column.generated && { ...column.generated, expression: rename(column.generated.expression) },
    })),
    constraints: catalog.constraints.map((one) => ({ ...one, definition: rename(one.definition) })),
    indexes: catalog.indexes.map((one) => ({ ...one, definition: rename(one.definition) })),
    views: catalog.views.map((one) => ({ ...one, definition: rename(one.definition) })),
  };
}

/** A table under another name or in another schema: what belongs to it goes along, but for the types of its columns. */
export function withRenamedTable(catalog: CatalogSnapshot, table: NamedObject, to: NamedObject): CatalogSnapshot {
  const owns = isOf(table);
  const moved = <Part extends { schema: string; table: string }>(part: Part): Part =>
    owns(part) ? { ...part, schema: to.schema, table: to.name } : part;
  const counting = new Set(
    catalog.sequences.flatMap(({ ownedBy }) => (ownedBy && owns(ownedBy) ? [ownedBy.column] : [])),
  );
  const renamed = inAllText(catalog, (sql) => renameObject(sql, table, to));
  return {
    ...renamed,
    tables: renamed.tables.map((one) => ({
      ...one,
      ...(keyOf(one) === keyOf(table) ? to : {}),
      partitionOf: one.partitionOf && keyOf(one.partitionOf) === keyOf(table) ? to : one.partitionOf,
      inherits: one.inherits && one.inherits.map((parent) => (keyOf(parent) === keyOf(table) ? to : parent)),
    })),
    columns: renamed.columns.map((one) => {
      const counts = owns(one) && counting.has(one.name) && one.default !== null && table.schema !== to.schema;
      return moved(counts ? { ...one, default: countInSchema(one.default!, to.schema) } : one);
    }),
    constraints: renamed.constraints.map(moved),
    indexes: renamed.indexes.map(moved),
    sequences: renamed.sequences.map((one) =>
      one.ownedBy && owns(one.ownedBy) ? { ...one, schema: to.schema, ownedBy: moved(one.ownedBy) } : one,
    ),
  };
}

export function withRenamedEnum(catalog: CatalogSnapshot, type: NamedObject, to: NamedObject): CatalogSnapshot {
  const renamed = inAllText(catalog, (sql) => renameObject(sql, type, to));
  return { ...renamed, enums: renamed.enums.map((one) => (keyOf(one) === keyOf(type) ? { ...one, ...to } : one)) };
}

const positionOf = (sql: string, word: string): number =>
  tokensOf(sql).findIndex(({ kind, text }) => kind === 'word' && text === word);

export function withRenamedColumn(catalog: CatalogSnapshot, column: TablePart, to: string): CatalogSnapshot {
  const table = tableOf(column);
  const owns = isOf(table);
  const { name } = column;
  const foreignKey = (definition: string, own: boolean): string => {
    const references = positionOf(definition, 'references');
    const refers = keyOf(parseForeignKey(definition).parent) === keyOf(table);
    return renameColumn(definition, name, to, (place) => (place < references ? own : refers && place > references + 3));
  };
  return {
    ...catalog,
    columns: catalog.columns.map((one) => {
      if (!owns(one)) return one;
      const generated = one.generated && {
        ...one.generated,
        expression: renameColumn(one.generated.expression, name, to),
      };
      return { ...one, generated, name: one.name === name ? to : one.name };
    }),
    constraints: catalog.constraints.map((one) => {
      if (one.type === 'foreign key') return { ...one, definition: foreignKey(one.definition, owns(one)) };
      return owns(one) ? { ...one, definition: renameColumn(one.definition, name, to) } : one;
    }),
    indexes: catalog.indexes.map((one) => {
      const using = positionOf(one.definition, 'using');
      return owns(one) ? { ...one, definition: renameColumn(one.definition, name, to, (place) => place > using) } : one;
    }),
    sequences: catalog.sequences.map((one) =>
      one.ownedBy && owns(one.ownedBy) && one.ownedBy.column === name
        ? { ...one, ownedBy: { ...one.ownedBy, column: to } }
        : one,
    ),
  };
}
