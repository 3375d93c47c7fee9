import type { CatalogView } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery, ViewAttachment } from '../interfaces/migration-draft.interface';
import { keyOf } from './catalog.lookup';
import { query } from './ddl.text';

/** Puts back what hung on a view before it was made anew, or replaced. */
export interface ViewAttachments {
  /** On one that was dropped and is there again. */
  again(view: CatalogView): MigrationQuery[];
  /** On one that was replaced in place, which keeps all but its options. */
  inPlace(view: CatalogView): MigrationQuery[];
}

/** A column is given as `name type`, as PostgreSQL quotes it; what is of one that is gone goes with it. */
const fits = ({ columns }: CatalogView, { column }: ViewAttachment): boolean =>
  column === null || columns.some((one) => one.startsWith(`${column} `));

const queries = (some: readonly ViewAttachment[]): MigrationQuery[] => some.map(({ sql }) => query(sql));

export function viewAttachments(attachments: readonly ViewAttachment[] = []): ViewAttachments {
  const of = (view: CatalogView): ViewAttachment[] =>
    attachments.filter((one) => keyOf(one) === keyOf(view) && fits(view, one));
  return {
    again: (view) => queries(of(view)),
    inPlace: (view) => queries(of(view).filter(({ inPlace }) => inPlace)),
  };
}
