import { inMakingOrder, isReplaceable } from '../drift/view.rules';
import type { CatalogConstraint, CatalogIndex, CatalogView } from '../interfaces/catalog-snapshot.interface';
import { keyOf, tableOf, type CatalogLookup } from './catalog.lookup';
import { refersTo } from './constraint.ddl';
import type { ColumnChanges } from './recreation.rules';
import { mentions, mentionsColumn, namesInParenthesis, parseForeignKey, readsColumn } from '../sql/sql.mentions';

/** What is dropped of the old side and added of the new one; what is in both is dropped and made again. */
export interface Exchange<Item> {
  readonly drop: readonly Item[];
  readonly add: readonly Item[];
}

const exchange = <Item>(
  from: ReadonlyMap<string, Item>,
  to: ReadonlyMap<string, Item>,
  stays: (old: Item, wanted: Item) => boolean,
): Exchange<Item> => {
  const kept = new Set([...from].filter(([key, old]) => to.has(key) && stays(old, to.get(key)!)).map(([key]) => key));
  const others = (items: ReadonlyMap<string, Item>): Item[] =>
    [...items].filter(([key]) => !kept.has(key)).map(([, item]) => item);
  return { drop: others(from), add: others(to) };
};

const isForeignKey = ({ type }: CatalogConstraint): boolean => type === 'foreign key';
const isKeyOrCheck = ({ type }: CatalogConstraint): boolean => type !== 'foreign key' && type !== 'trigger';

const constraintsOf = (
  { constraints }: CatalogLookup,
  counts: (constraint: CatalogConstraint) => boolean,
): ReadonlyMap<string, CatalogConstraint> => new Map([...constraints].filter(([, constraint]) => counts(constraint)));

/** All constraints but foreign keys. A change of deferrability replaces them. */
export function keysAndChecks(
  from: CatalogLookup,
  to: CatalogLookup,
  changes: ColumnChanges,
): Exchange<CatalogConstraint> {
  return exchange(constraintsOf(from, isKeyOrCheck), constraintsOf(to, isKeyOrCheck), (old, wanted) => {
    if (old.type !== wanted.type || old.definition !== wanted.definition) return false;
    if (old.deferrable !== wanted.deferrable || old.deferred !== wanted.deferred) return false;
    if (mentionsColumn(old.definition, changes.dropped.in(old))) return false;
    if (old.type === 'primary key' || old.type === 'unique') return true;
    return !changes.usesSwapped(old.definition) && !mentionsColumn(old.definition, changes.converted.in(old));
  });
}

/** @param bases keys and unique indexes that are dropped, which foreign keys may refer to */
export function foreignKeys(
  from: CatalogLookup,
  to: CatalogLookup,
  changes: ColumnChanges,
  bases: readonly (CatalogConstraint | CatalogIndex)[],
): Exchange<CatalogConstraint> {
  const touches = (names: readonly string[], table: { schema: string; table: string }): boolean =>
    names.some((name) => changes.converted.in(table).has(name) || changes.dropped.in(table).has(name));
  return exchange(constraintsOf(from, isForeignKey), constraintsOf(to, isForeignKey), (old, wanted) => {
    if (old.definition !== wanted.definition) return false;
    const { columns, parent, parentColumns } = parseForeignKey(old.definition);
    const parentTable = { schema: parent.schema, table: parent.name };
    if (touches(columns, old) || touches(parentColumns, parentTable)) return false;
    return !bases.some((key) => refersTo(old, key, namesInParenthesis(key.definition)));
  });
}

export const indexes = (from: CatalogLookup, to: CatalogLookup, changes: ColumnChanges): Exchange<CatalogIndex> =>
  exchange(from.indexes, to.indexes, (old, wanted) => {
    if (old.definition !== wanted.definition || old.valid !== wanted.valid) return false;
    if (mentionsColumn(old.definition, changes.dropped.in(old))) return false;
    const plain = !/ WHERE |\((?=.*\()/.test(old.definition);
    return plain || !(changes.usesSwapped(old.definition) || mentionsColumn(old.definition, changes.converted.in(old)));
  });

export interface ViewExchange extends Exchange<CatalogView> {
  /** Changed in place. */
  readonly replace: readonly CatalogView[];
}

export function views(
  from: CatalogLookup,
  to: CatalogLookup,
  changes: ColumnChanges,
  keys: Exchange<CatalogConstraint>,
): ViewExchange {
  const tables = [...from.tables.values()];
  const touched = (view: CatalogView): boolean => {
    if (changes.usesSwapped(view.definition)) return true;
    return tables.some((table) => {
      if (!mentions(view.definition, table)) return false;
      if (!to.tables.has(keyOf(table))) return true;
      const part = { schema: table.schema, table: table.name };
      const names = new Set([...changes.retyped.in(part), ...changes.dropped.in(part)]);
      if (readsColumn(view.definition, names)) return true;
      // By a primary key, GROUP BY covers the other columns of the table.
      const lostKey = keys.drop.some((key) => key.type === 'primary key' && keyOf(tableOf(key)) === keyOf(table));
      return lostKey && /\bGROUP BY\b/.test(view.definition);
    });
  };
  const dropped = new Map<string, CatalogView>();
  const replaced = new Map<string, CatalogView>();
  for (const [key, view] of from.views) {
    const wanted = to.views.get(key);
    const same = wanted?.kind === view.kind && wanted.definition === view.definition;
    if (!wanted || touched(view) || (!same && !isReplaceable(view, wanted))) dropped.set(key, view);
    else if (!same) replaced.set(key, wanted);
  }
  const isDropped = (view: CatalogView): boolean =>
    [...dropped.values()].some((other) => mentions(view.definition, other));
  for (let found = true; found;) {
    const more = [...from.views].filter(([key, view]) => !dropped.has(key) && isDropped(view));
    for (const [key, view] of more) dropped.set(key, view);
    found = more.length > 0;
  }
  const add = [...to.views].filter(([key]) => !from.views.has(key) || dropped.has(key)).map(([, view]) => view);
  return {
    drop: inMakingOrder([...dropped.values()]).toReversed(),
    add: inMakingOrder(add),
    replace: inMakingOrder([...replaced].filter(([key]) => !dropped.has(key)).map(([, view]) => view)),
  };
}
