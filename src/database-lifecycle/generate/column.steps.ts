import { typeChange } from '../drift/type-change.rules';
import type { CatalogColumn, CatalogSequence } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { alterColumn } from '../sql/ddl.text';
import { keyOf, partKey, tableOf, type CatalogLookup } from './catalog.lookup';
import { addColumn, commentOnColumn, dropColumn } from './column.ddl';
import { query } from './ddl.text';
import { notNullCheck } from './not-null.check';
import {
  alterSequence,
  countOn,
  createSequence,
  dropSequence,
  identityClause,
  ownSequence,
  sameParameters,
  serialType,
} from './sequence.ddl';
import type { Transition } from './transition';
import { alternative, castOf, narrowing, readsTimeZone } from './type.cast';

/** For sorting: generated columns are dropped first and added last, as they are computed from the others. */
const generatedFirst = (one: CatalogColumn, other: CatalogColumn): number =>
  Number(other.generated !== null) - Number(one.generated !== null);

const comesBack = (change: Transition, column: CatalogColumn): boolean => change.columns.replaced.has(column);

export const dropColumns = (change: Transition): MigrationQuery[] =>
  [...change.from.columns.values()]
    .filter((column) => change.columns.dropped.has(column))
    .toSorted(generatedFirst)
    .map(dropColumn);

export const addColumns = (change: Transition): MigrationQuery[] =>
  [...change.to.columns.values()]
    .filter(
      (column) =>
        change.from.tables.has(keyOf(tableOf(column))) &&
        (comesBack(change, column) || !change.from.columns.has(partKey(column))),
    )
    .toSorted((one, other) => generatedFirst(other, one))
    .flatMap((column) => {
      const sequence = change.to.sequenceOf(column);
      const explicit = sequence && !sequence.identity && !serialType(column, sequence);
      return [
        ...(explicit ? [createSequence(sequence)] : []),
        ...addColumn(column, sequence),
        ...(explicit ? [ownSequence(sequence)] : []),
      ];
    });

function typeComment(old: CatalogColumn, wanted: CatalogColumn): string | undefined {
  const [from, to] = [old.type, wanted.type];
  const loss = narrowing(from, to);
  const notes = [
    old.collation === wanted.collation
      ? undefined
      : 'Builds the indexes of the column anew, and blocks reads and writes meanwhile.',
    typeChange(from, to).severity === 'additive'
      ? undefined
      : 'Writes the whole table anew, and blocks reads and writes meanwhile.',
    loss && `${loss[0]!.toUpperCase()}${loss.slice(1)}.`,
    alternative(wanted, from, to),
    readsTimeZone(from, to) ? "Times are taken for those of the session's TimeZone." : undefined,
  ].filter((note) => note !== undefined);
  return notes.length > 0 ? notes.join(' ') : undefined;
}

function alterType(old: CatalogColumn, wanted: CatalogColumn): MigrationQuery[] {
  if (old.type === wanted.type && old.collation === wanted.collation) return [];
  const using = castOf(wanted, old.type, wanted.type);
  const collate = wanted.collation === null ? '' : ` COLLATE ${wanted.collation}`;
  const sql = `${alterColumn(wanted)} TYPE ${wanted.type}${collate}${using ? ` USING ${using}` : ''}`;
  return [query(sql, typeComment(old, wanted))];
}

/** Comes before any change of type: PostgreSQL does not change the type of a column that another is computed from. */
export const dropExpressions = (change: Transition): MigrationQuery[] =>
  [...change.from.columns.values()].flatMap((old) => {
    const wanted = change.to.columns.get(partKey(old));
    const becomesPlain = wanted && !comesBack(change, old) && old.generated && !wanted.generated;
    return becomesPlain ? [query(`${alterColumn(wanted)} DROP EXPRESSION`)] : [];
  });

/** The same sequence, where no column owns it. */
function freeIn({ sequences }: CatalogLookup, sequence: CatalogSequence): CatalogSequence | undefined {
  const other = sequences.get(keyOf(sequence));
  return !sequence.identity && other?.ownedBy === null ? other : undefined;
}

/** What a column that stays becomes, in the order in which PostgreSQL takes it. */
function alter(change: Transition, old: CatalogColumn, wanted: CatalogColumn): MigrationQuery[] {
  const { from, to, columns } = change;
  const [oldSequence, newSequence] = [from.sequenceOf(old), to.sequenceOf(wanted)];
  const target = alterColumn(wanted);
  const steps: MigrationQuery[] = [];
  const swapped = columns.usesSwapped(old.type) && old.type === wanted.type;
  let hasDefault = old.default !== null && !swapped;
  const dropDefault = (): void => {
    if (hasDefault) steps.push(query(`${target} DROP DEFAULT`));
    hasDefault = false;
  };

  if (old.identity && !wanted.identity) steps.push(query(`${target} DROP IDENTITY`));
  const keepsSequence =
    oldSequence &&
    newSequence &&
    oldSequence.identity === newSequence.identity &&
    keyOf(oldSequence) === keyOf(newSequence);
  // A sequence made by hand counts for a column without being its own.
  const released = oldSequence && freeIn(to, oldSequence);
  const adopted = newSequence && freeIn(from, newSequence);
  if (released) steps.push(ownSequence(released));
  else if (oldSequence && !oldSequence.identity && !keepsSequence) {
    dropDefault();
    steps.push(dropSequence(oldSequence));
  }
  if (columns.converted.has(old) || wanted.default === null) dropDefault();
  steps.push(...alterType(old, wanted));

  const becomesNotNull = wanted.notNull && !old.notNull;
  if (becomesNotNull && !from.constraints.has(partKey(notNullCheck(wanted))))
    steps.push(
      query(
        `${target} SET NOT NULL`,
        'Reads the whole table, and blocks reads and writes meanwhile. Fails where there are nulls.',
      ),
    );
  if (!wanted.notNull && old.notNull) steps.push(query(`${target} DROP NOT NULL`));

  const countsAnew = newSequence && !newSequence.identity && !keepsSequence && !adopted;
  if (countsAnew) steps.push(createSequence(newSequence));
  if (wanted.default !== null && (!hasDefault || old.default !== wanted.default))
    steps.push(query(`${target} SET DEFAULT ${wanted.default}`));
  if (countsAnew) steps.push(ownSequence(newSequence), countOn(newSequence, wanted));
  if (wanted.identity && !old.identity) {
    steps.push(query(`${target} ADD ${identityClause(wanted, newSequence)}`));
    if (newSequence) steps.push(countOn(newSequence, wanted));
  } else if (wanted.identity && wanted.identity !== old.identity) {
    steps.push(query(`${target} SET GENERATED ${wanted.identity.toUpperCase()}`));
  }
  if (adopted) steps.push(ownSequence(newSequence));
  const former = keepsSequence ? oldSequence : adopted;
  // The inner sequence of an identity follows the column's type by itself.
  if (former && !sameParameters(former, newSequence!) && !(former.identity && old.type !== wanted.type))
    steps.push(alterSequence(newSequence!));
  if (old.comment !== wanted.comment) steps.push(commentOnColumn(wanted));
  return steps;
}

/** @param ofSwapped whether to alter the columns of swapped enum types, or all the others */
export const alterColumns = (change: Transition, ofSwapped: boolean): MigrationQuery[] =>
  [...change.from.columns.values()].flatMap((old) => {
    const wanted = change.to.columns.get(partKey(old));
    if (!wanted || comesBack(change, old) || change.columns.usesSwapped(wanted.type) !== ofSwapped) return [];
    return alter(change, old, wanted);
  });
