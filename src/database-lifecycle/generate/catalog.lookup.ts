import type {
  CatalogColumn,
  CatalogConstraint,
  CatalogEnum,
  CatalogIndex,
  CatalogSequence,
  CatalogSnapshot,
  CatalogTable,
  CatalogView,
} from '../interfaces/catalog-snapshot.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { nameKey } from '../sql/identifier';

export interface TablePart extends NamedObject {
  readonly table: string;
}

export const keyOf = ({ schema, name }: NamedObject): string => nameKey(schema, name);
export const partKey = ({ schema, table, name }: TablePart): string => nameKey(schema, table, name);
export const tableOf = ({ schema, table }: { schema: string; table: string }): NamedObject => ({ schema, name: table });

/** A snapshot whose objects can be looked up by name. */
export interface CatalogLookup {
  readonly snapshot: CatalogSnapshot;
  readonly tables: ReadonlyMap<string, CatalogTable>;
  readonly views: ReadonlyMap<string, CatalogView>;
  readonly enums: ReadonlyMap<string, CatalogEnum>;
  readonly sequences: ReadonlyMap<string, CatalogSequence>;
  readonly columns: ReadonlyMap<string, CatalogColumn>;
  readonly constraints: ReadonlyMap<string, CatalogConstraint>;
  readonly indexes: ReadonlyMap<string, CatalogIndex>;
  columnsOf(table: NamedObject): readonly CatalogColumn[];
  constraintsOf(table: NamedObject): readonly CatalogConstraint[];
  indexesOf(relation: NamedObject): readonly CatalogIndex[];
  /** The sequence that a column owns. */
  sequenceOf(column: CatalogColumn): CatalogSequence | undefined;
}

const byKey = <Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, Item> =>
  new Map(items.map((item) => [key(item), item]));

function byTable<Part extends TablePart>(parts: readonly Part[]): (table: NamedObject) => readonly Part[] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = keyOf(tableOf(part));
    const group = groups.get(key);
    if (group) group.push(part);
    else groups.set(key, [part]);
  }
  return (table) => groups.get(keyOf(table)) ?? [];
}

export function catalogLookup(snapshot: CatalogSnapshot): CatalogLookup {
  const { tables, views, enums, sequences, columns, constraints, indexes } = snapshot;
  const owned = new Map(
    sequences.flatMap((sequence) =>
      sequence.ownedBy
        ? [[nameKey(sequence.ownedBy.schema, sequence.ownedBy.table, sequence.ownedBy.column), sequence] as const]
        : [],
    ),
  );
  return {
    snapshot,
    tables: byKey(tables, keyOf),
    views: byKey(views, keyOf),
    enums: byKey(enums, keyOf),
    sequences: byKey(sequences, keyOf),
    columns: byKey(columns, partKey),
    constraints: byKey(constraints, partKey),
    indexes: byKey(indexes, partKey),
    columnsOf: byTable(columns),
    constraintsOf: byTable(constraints),
    indexesOf: byTable(indexes),
    sequenceOf: (column) => owned.get(partKey(column)),
  };
}
