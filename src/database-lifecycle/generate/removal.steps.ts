import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { keyOf, partKey, tableOf, type TablePart } from './catalog.lookup';
import { dropConstraint } from './constraint.ddl';
import { dropConcurrently, dropIndex } from './index.ddl';
import { becomingNotNull, notNullCheck } from './not-null.check';
import { sides } from './sides';
import { parseForeignKey } from '../sql/sql.mentions';
import { dropTable } from './table.ddl';
import type { Transition } from './transition';
import { dropView } from './view.ddl';

/** Drops whatever goes, for good or to be made again, each thing before what it depends on. */
export function removals(change: Transition): MigrationQuery[] {
  const { from, to, concurrently } = change;
  const droppedViews = new Set(change.views.drop.map(keyOf));
  const stays = (part: TablePart): boolean => to.tables.has(keyOf(tableOf(part)));
  const staysOnView = (part: TablePart): boolean =>
    to.views.has(keyOf(tableOf(part))) && !droppedViews.has(keyOf(tableOf(part)));
  // These are validated and used first; setNotNull() drops them.
  const checks = new Set(becomingNotNull(from, to).map((column) => partKey(notNullCheck(column))));
  const foreignKeys = change.foreignKeys.drop.filter((key) => {
    const { parent } = parseForeignKey(key.definition);
    // A dropped table takes its foreign keys along; but one to another dropped table could block that one's DROP.
    return stays(key) || (!to.tables.has(keyOf(parent)) && keyOf(parent) !== keyOf(tableOf(key)));
  });
  return [
    ...change.views.drop.map(dropView),
    ...foreignKeys.map(dropConstraint),
    ...sides(from.tables, to.tables).gone.map(dropTable),
    ...change.indexes.drop
      .filter((index) => stays(index) || staysOnView(index))
      .map(concurrently ? dropConcurrently : dropIndex),
    ...change.keysAndChecks.drop
      .filter((constraint) => stays(constraint) && !checks.has(partKey(constraint)))
      .map(dropConstraint),
  ];
}
