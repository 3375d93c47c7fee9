import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { addColumns, alterColumns, dropColumns, dropExpressions } from './column.steps';
import { addForeignKeys, addIndexes, addKeysAndChecks, alterConstraints, setNotNull } from './constraint.steps';
import { groundRemoval, groundWork } from './ground.steps';
import { attachAgain } from './part.attachments';
import { removals } from './removal.steps';
import { alterTables, createTables, indexNewTables, linkNewTables, swapEnums } from './table.steps';
import type { Transition } from './transition';
import { makeViews } from './view.steps';

/**
 * The statements that turn one state of a database into another, ordered so that each finds what it needs, and removes
 * only what nothing needs any more. Pure. `down` is the same function with the states swapped.
 */
export const planTransition = (change: Transition): MigrationQuery[] => [
  ...removals(change),
  ...groundWork(change),
  ...dropColumns(change),
  ...dropExpressions(change),
  ...alterColumns(change, false),
  ...swapEnums(change),
  ...alterColumns(change, true),
  // Not before: their columns may be of a type that was swapped.
  ...createTables(change),
  ...addColumns(change),
  ...addKeysAndChecks(change),
  ...indexNewTables(change),
  ...addIndexes(change),
  ...linkNewTables(change),
  ...addForeignKeys(change),
  ...alterConstraints(change),
  ...setNotNull(change),
  ...groundRemoval(change),
  ...makeViews(change),
  ...attachAgain(change),
  ...alterTables(change),
];
