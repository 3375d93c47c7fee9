import { alterDeferral } from '../drift/constraint.rules';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { alterColumn } from '../sql/ddl.text';
import { keyOf, tableOf, type TablePart } from './catalog.lookup';
import { addConstraint, addUniqueConcurrently, dropConstraint, invalidate, validateConstraint } from './constraint.ddl';
import { query } from './ddl.text';
import { createConcurrently, createIndex } from './index.ddl';
import { becomingNotNull, notNullCheck } from './not-null.check';
import type { Transition } from './transition';

/** On tables that are there; what new tables have comes with them. */
const isOfKept =
  ({ from }: Transition) =>
  (part: TablePart): boolean =>
    from.tables.has(keyOf(tableOf(part)));

export const addKeysAndChecks = (change: Transition): MigrationQuery[] =>
  change.keysAndChecks.add
    .filter(isOfKept(change))
    .flatMap((constraint) => (change.concurrently ? addUniqueConcurrently(constraint) : addConstraint(constraint)));

export const addIndexes = (change: Transition): MigrationQuery[] =>
  change.indexes.add
    .filter(isOfKept(change))
    .map((index) => (change.concurrently ? createConcurrently(index) : createIndex(index, true)));

export const addForeignKeys = (change: Transition): MigrationQuery[] =>
  change.foreignKeys.add.filter(isOfKept(change)).map(addConstraint);

/** Deferrability and validity of those that stay. */
export function alterConstraints({ from, to, foreignKeys, keysAndChecks }: Transition): MigrationQuery[] {
  const added = new Set([...foreignKeys.add, ...keysAndChecks.add]);
  return [...to.constraints].flatMap(([key, constraint]) => {
    const old = from.constraints.get(key);
    if (!old || added.has(constraint)) return [];
    const isDeferredOtherwise = old.deferrable !== constraint.deferrable || old.deferred !== constraint.deferred;
    return [
      ...(isDeferredOtherwise ? [query(alterDeferral(constraint))] : []),
      ...(constraint.valid && !old.valid ? [validateConstraint(constraint)] : []),
      ...(!constraint.valid && old.valid ? [invalidate(constraint)] : []),
    ];
  });
}

/** Validates all checks first, which takes long, before any SET NOT NULL takes its lock. */
export function setNotNull({ from, to }: Transition): MigrationQuery[] {
  const columns = becomingNotNull(from, to);
  return [
    ...columns.map((column) => validateConstraint(notNullCheck(column))),
    ...columns.flatMap((column) => [
      query(`${alterColumn(column)} SET NOT NULL`, 'Takes a moment, as the check above says that no row holds null.'),
      dropConstraint(notNullCheck(column)),
    ]),
  ];
}
