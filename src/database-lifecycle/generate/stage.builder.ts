import type {
  CatalogColumn,
  CatalogConstraint,
  CatalogIndex,
  CatalogSnapshot,
  CatalogTable,
} from '../interfaces/catalog-snapshot.interface';
import type { DraftTransaction } from '../interfaces/migration-draft.interface';
import { keyOf, partKey, tableOf, type CatalogLookup } from './catalog.lookup';
import { createdDdl } from './created.ddl';
import { isPlainUnique, refersTo } from './constraint.ddl';
import { onlyAddsLabels, sameLabels } from './enum.ddl';
import { isUniqueIndex } from './index.ddl';
import { notNullCheck } from './not-null.check';
import { suffixOf } from './part.suffix';
import type { ColumnChanges } from './recreation.rules';
import { mentionsColumn, namesInParenthesis } from '../sql/sql.mentions';
import { transition } from './transition';
import { viewAttachments } from './view.attachments';

const LABELS = 'AddLabels';

/** A state on the way, which one migration ends in. */
export interface Stage {
  readonly suffix: string;
  readonly transaction: DraftTransaction;
  /** Whether new labels are added to the enum types that are there. */
  readonly addsLabels: boolean;
  readonly state: CatalogSnapshot;
}

interface Ends {
  readonly current: CatalogLookup;
  readonly wanted: CatalogLookup;
  readonly changes: ColumnChanges;
  /** What is added to tables, for the first time or again. */
  readonly added: ReadonlySet<CatalogConstraint>;
}

/**
 * The kind of a table that exists and stays, so that building or checking on it may take long; undefined for any other.
 */
const existing = (
  { current, wanted }: Ends,
  part: { schema: string; table: string },
): CatalogTable['kind'] | undefined =>
  wanted.tables.has(keyOf(tableOf(part))) ? current.tables.get(keyOf(tableOf(part)))?.kind : undefined;

/** On others, such as partitioned ones, PostgreSQL builds no index beside reads and writes. */
const isPlain = (ends: Ends, part: { schema: string; table: string }): boolean => existing(ends, part) === 'table';

const same = (one: { definition: string } | undefined, other: { definition: string }): boolean =>
  one?.definition === other.definition;

/** Whether a foreign key needs it: it has to be made before the key, and dropped after it. */
const carriesForeignKey = ({ snapshot }: CatalogLookup, part: CatalogConstraint | CatalogIndex): boolean =>
  ('type' in part || isUniqueIndex(part)) &&
  snapshot.constraints.some(
    (key) => key.type === 'foreign key' && refersTo(key, part, namesInParenthesis(part.definition)),
  );

/** Whether it is dropped or rebuilt together with one of its columns, which locks the table anyway. */
const isTied = ({ changes }: Ends, index: CatalogIndex): boolean =>
  mentionsColumn(index.definition, changes.dropped.in(index)) ||
  mentionsColumn(index.definition, changes.converted.in(index));

const oldIndexes = (ends: Ends): CatalogIndex[] =>
  [...ends.current.indexes].flatMap(([key, index]) =>
    isPlain(ends, index) &&
    !same(ends.wanted.indexes.get(key), index) &&
    !isTied(ends, index) &&
    !carriesForeignKey(ends.current, index)
      ? [index]
      : [],
  );

const newIndexes = (ends: Ends): CatalogIndex[] =>
  [...ends.wanted.indexes].flatMap(([key, index]) =>
    isPlain(ends, index) && !same(ends.current.indexes.get(key), index) && !carriesForeignKey(ends.wanted, index)
      ? [index]
      : [],
  );

const newUniques = (ends: Ends): CatalogConstraint[] =>
  [...ends.wanted.constraints].flatMap(([key, constraint]) =>
    isPlain(ends, constraint) &&
    isPlainUnique(constraint) &&
    !same(ends.current.constraints.get(key), constraint) &&
    !carriesForeignKey(ends.wanted, constraint)
      ? [constraint]
      : [],
  );

/** Foreign keys and checks that rows must be compared with. PostgreSQL before 18 adds a key of a partitioned table at once. */
const isUnchecked = (ends: Ends, constraint: CatalogConstraint): boolean =>
  existing(ends, constraint) !== undefined &&
  constraint.valid &&
  (constraint.type === 'check' || (constraint.type === 'foreign key' && isPlain(ends, constraint))) &&
  (ends.added.has(constraint) || ends.current.constraints.get(partKey(constraint))?.valid === false);

/** Becomes NOT NULL by a check of its own; the columns of a primary key and of an identity do at once. */
function isLateNotNull({ current, wanted, changes }: Ends, column: CatalogColumn): boolean {
  const old = current.columns.get(partKey(column));
  if (!column.notNull || !old || old.notNull || changes.replaced.has(old) || column.identity) return false;
  return !wanted
    .constraintsOf(tableOf(column))
    .some(({ type, definition }) => type === 'primary key' && namesInParenthesis(definition).includes(column.name));
}

const without = <Item>(items: readonly Item[], some: readonly Item[]): Item[] =>
  items.filter((item) => !some.includes(item));

function endsOf(from: CatalogSnapshot, to: CatalogSnapshot): Ends {
  const whole = transition(from, to, createdDdl(), viewAttachments(), { addsLabels: true });
  const { from: current, to: wanted, columns: changes, keysAndChecks, foreignKeys } = whole;
  return { current, wanted, changes, added: new Set([...keysAndChecks.add, ...foreignKeys.add]) };
}

const isReplaced = ({ wanted }: Ends, index: CatalogIndex): boolean => wanted.indexes.has(partKey(index));

/** Those in whose place another one of the same name is built beside reads and writes. */
export function replacedIndexes(from: CatalogSnapshot, to: CatalogSnapshot): CatalogIndex[] {
  const ends = endsOf(from, to);
  return oldIndexes(ends).filter((index) => isReplaced(ends, index));
}

/**
 * Cuts the way from one state to another into stages, each a migration of its own: new enum labels, which the same
 * transaction may not use yet; indexes, which are built and dropped concurrently, so outside any transaction, the old
 * ones after the new ones; and the validation of rows, which would read tables while it holds the main part's locks.
 */
export function buildStages(from: CatalogSnapshot, to: CatalogSnapshot): Stage[] {
  const ends = endsOf(from, to);
  const { wanted } = ends;
  const stages: Stage[] = [];
  let state = from;
  const go = (suffix: string, transaction: DraftTransaction, next: CatalogSnapshot): void => {
    stages.push({ suffix, transaction, addsLabels: suffix === LABELS, state: next });
    state = next;
  };

  const labelled = state.enums.map((type) => {
    const other = wanted.enums.get(keyOf(type));
    return other && !sameLabels(type, other) && onlyAddsLabels(type, other) ? other : type;
  });
  go(LABELS, 'own', { ...state, enums: labelled });
  const drop = (index: CatalogIndex): void =>
    go(suffixOf('Drop', index), 'none', { ...state, indexes: without(state.indexes, [index]) });
  const old = oldIndexes(ends);
  const gone = old.filter((index) => !isReplaced(ends, index));
  // One that could not step aside.
  without(old, gone).forEach(drop);

  const [indexes, uniques] = [newIndexes(ends), newUniques(ends)];
  const lateNotNull = new Set(to.columns.filter((column) => isLateNotNull(ends, column)));
  const early = {
    ...to,
    indexes: [...without(to.indexes, indexes), ...gone],
    constraints: without(to.constraints, uniques),
  };
  go('', 'shared', {
    ...early,
    columns: to.columns.map((column) => (lateNotNull.has(column) ? { ...column, notNull: false } : column)),
    constraints: [
      ...early.constraints.map((constraint) =>
        isUnchecked(ends, constraint) ? { ...constraint, valid: false } : constraint,
      ),
      ...[...lateNotNull].map(notNullCheck),
    ],
  });
  go('Validate', 'own', early);
  for (const constraint of uniques)
    go(suffixOf('Add', constraint), 'none', { ...state, constraints: [...state.constraints, constraint] });
  for (const index of indexes) go(suffixOf('Add', index), 'none', { ...state, indexes: [...state.indexes, index] });
  gone.forEach(drop);
  return stages;
}
