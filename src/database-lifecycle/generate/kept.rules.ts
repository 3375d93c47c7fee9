import type {
  CatalogConstraint,
  CatalogIndex,
  CatalogSnapshot,
  CatalogTable,
} from '../interfaces/catalog-snapshot.interface';
import type { DraftInput } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { keyOf, partKey, tableOf } from './catalog.lookup';
import { answers, isBeyondEntities, withAdded } from './constraint.rules';
import { canBeAskedFor } from './index.rules';
import { withTuned } from './sequence.rules';
import { mentions, mentionsColumn, parseForeignKey } from '../sql/sql.mentions';

/** The items of the first list that are not in the second, and that `keeps` accepts. */
const beyond = <Item>(
  current: readonly Item[],
  wanted: readonly Item[],
  key: (item: Item) => string,
  keeps: (item: Item) => boolean = () => true,
): Item[] => {
  const there = new Set(wanted.map(key));
  return current.filter((item) => !there.has(key(item)) && keeps(item));
};

/** TypeORM's types of record for a view; others are of columns. */
const VIEW_RECORDS = new Set(['VIEW', 'MATERIALIZED_VIEW']);

/** Whether TypeORM made a view, by its record of it; any other view is somebody's own. */
const isRecorded = ({ records }: DraftInput): ((view: NamedObject) => boolean) => {
  if (!records) return () => true;
  const known = new Set(
    records.current
      .filter(({ type }) => VIEW_RECORDS.has(type))
      .map(({ schema, name }) => keyOf({ schema: schema ?? '', name: name ?? '' })),
  );
  return (view) => known.has(keyOf(view));
};

/**
 * What the entities ask for, plus what migrations made by hand and no entity can ask for; a generated migration leaves
 * it alone: schemas, extensions, unused sequences and types, views that TypeORM did not make, constraints that are
 * triggers, NOT VALID or NO INHERIT, indexes of expressions and the like, what a constraint of an entity has beyond it
 * (INCLUDE), how a sequence counts, partitioned tables, partitions, children and foreign tables, and what is `synchronize: false`.
 */
export function withKept(input: DraftInput): CatalogSnapshot {
  const { current, wanted, byHand = { tables: [], indexes: [] } } = input;
  const handTables = new Set(byHand.tables.map(keyOf));
  const handIndexes = new Set(byHand.indexes.map(keyOf));
  const recorded = isRecorded(input);
  const views = beyond(current.views, wanted.views, keyOf, (view) => !recorded(view));
  const held = new Set([
    ...handTables,
    ...wanted.tables.map(keyOf),
    // No entity makes a partitioned or a foreign table.
    ...current.tables.filter(({ kind, partitionOf }) => kind !== 'table' && !partitionOf).map(keyOf),
  ]);
  const parents = new Map(
    current.tables.map((table) => [keyOf(table), table.partitionOf ? [table.partitionOf] : (table.inherits ?? [])]),
  );
  const parentsOf = (table: NamedObject): readonly NamedObject[] => parents.get(keyOf(table)) ?? [];
  const isHeld = (table: NamedObject): boolean => held.has(keyOf(table)) || parentsOf(table).some(isHeld);
  const tables = beyond(current.tables, wanted.tables, keyOf, isHeld);
  const partitioned = new Set(current.tables.filter(({ kind }) => kind === 'partitioned table').map(keyOf));
  const asPartitioned = (table: CatalogTable): CatalogTable =>
    partitioned.has(keyOf(table)) ? { ...table, kind: 'partitioned table' } : table;
  const kept = new Set([...tables, ...views].map(keyOf));
  const staying = new Set([...wanted.tables.map(keyOf), ...kept]);
  const inKept = (part: { schema: string; table: string }): boolean => kept.has(keyOf(tableOf(part)));
  const inStaying = (part: { schema: string; table: string }): boolean => staying.has(keyOf(tableOf(part)));
  const gone = new Map<string, Set<string>>();
  for (const { name, ...part } of beyond(current.columns, wanted.columns, partKey)) {
    const key = keyOf(tableOf(part));
    gone.set(key, (gone.get(key) ?? new Set()).add(name));
  }
  const goneOf = (table: NamedObject): ReadonlySet<string> => gone.get(keyOf(table)) ?? new Set();
  /** Nothing that goes along with one of its columns is kept. */
  const isByHand = (index: CatalogIndex): boolean =>
    (handIndexes.has(keyOf(index)) || !canBeAskedFor(index)) &&
    !mentionsColumn(index.definition, goneOf(tableOf(index)));
  const there = new Map(current.constraints.map((constraint) => [partKey(constraint), constraint]));
  const open = wanted.constraints.filter((constraint) => !there.has(partKey(constraint)));
  /** Nor one that an entity asks for by another name. */
  const isOwnConstraint = (constraint: CatalogConstraint): boolean => {
    const isOfTable = (other: CatalogConstraint): boolean => keyOf(tableOf(other)) === keyOf(tableOf(constraint));
    if (!isBeyondEntities(constraint) || open.some((other) => isOfTable(other) && answers(constraint, other)))
      return false;
    if (constraint.type === 'trigger') return true;
    if (mentionsColumn(constraint.definition, goneOf(tableOf(constraint)))) return false;
    if (constraint.type !== 'foreign key') return true;
    const { parent, parentColumns } = parseForeignKey(constraint.definition);
    return staying.has(keyOf(parent)) && !parentColumns.some((column) => goneOf(parent).has(column));
  };
  const listed = new Set([...wanted.columns, ...wanted.constraints].map(partKey));
  const own = new Set([...current.columns, ...current.constraints].map(partKey));
  const inherits = (table: NamedObject, name: string): boolean =>
    parentsOf(table).some(
      (parent) => listed.has(partKey({ ...parent, table: parent.name, name })) || inherits(parent, name),
    );
  /** A child has what its parents have without a statement of its own, and lists it with them. */
  const isItsOwn = (part: { schema: string; table: string; name: string }): boolean =>
    own.has(partKey(part)) || !inherits(tableOf(part), part.name);
  const counting = new Map(current.sequences.map((sequence) => [keyOf(sequence), sequence]));
  return {
    schemas: [...wanted.schemas, ...beyond(current.schemas, wanted.schemas, String)],
    extensions: [...wanted.extensions, ...beyond(current.extensions, wanted.extensions, ({ name }) => name)],
    enums: [
      ...wanted.enums,
      ...beyond(
        current.enums,
        wanted.enums,
        keyOf,
        (type) => !current.columns.some((column) => mentions(column.type, type) && !inKept(column)),
      ),
    ],
    sequences: [
      ...wanted.sequences.map((sequence) => withTuned(sequence, counting.get(keyOf(sequence)))),
      ...beyond(current.sequences, wanted.sequences, keyOf, ({ ownedBy }) => !ownedBy || inKept(ownedBy)),
    ],
    tables: [...wanted.tables.map(asPartitioned), ...tables],
    columns: [...wanted.columns.filter(isItsOwn), ...beyond(current.columns, wanted.columns, partKey, inKept)],
    constraints: [
      ...wanted.constraints.filter(isItsOwn).map((constraint) => withAdded(constraint, there.get(partKey(constraint)))),
      ...beyond(
        current.constraints,
        wanted.constraints,
        partKey,
        (constraint) => inKept(constraint) || (inStaying(constraint) && isOwnConstraint(constraint)),
      ),
    ],
    indexes: [
      ...wanted.indexes,
      ...beyond(
        current.indexes,
        wanted.indexes,
        partKey,
        (index) => inKept(index) || (inStaying(index) && isByHand(index)),
      ),
    ],
    views: [...wanted.views, ...views],
  };
}
