import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { keyOf, tableOf } from './catalog.lookup';
import { createIndex } from './index.ddl';
import { sides } from './sides';
import type { Transition } from './transition';
import { commentOnView, createView, replaceView } from './view.ddl';

/** Views that are new, come back or change, with the indexes of materialized ones, and what hung on them. */
export function makeViews({ from, to, created, views, indexes, attachments }: Transition): MigrationQuery[] {
  const added = new Set(views.add.map(keyOf));
  return [
    ...views.replace.map(replaceView),
    ...views.add.flatMap((view) => [
      ...(created.of(view)?.create ?? createView(view)),
      ...(created.of(view)?.indexes ?? to.indexesOf(view).map((index) => createIndex(index, false))),
      ...(view.comment === null ? [] : [commentOnView(view)]),
    ]),
    ...indexes.add
      .filter((index) => to.views.has(keyOf(tableOf(index))) && !added.has(keyOf(tableOf(index))))
      .map((index) => createIndex(index, true)),
    ...sides(from.views, to.views)
      .kept.filter(([old, wanted]) => !added.has(keyOf(old)) && old.comment !== wanted.comment)
      .map(([, wanted]) => commentOnView(wanted)),
    ...views.replace.flatMap(attachments.inPlace),
    ...views.add.flatMap(attachments.again),
  ];
}
