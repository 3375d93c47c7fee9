import { isKey } from '../drift/constraint.rules';
import type { CatalogConstraint, CatalogIndex } from '../interfaces/catalog-snapshot.interface';
import { catalogLookup, type CatalogLookup } from './catalog.lookup';
import type { CreatedDdl } from './created.ddl';
import { foreignKeys, indexes, keysAndChecks, views, type Exchange, type ViewExchange } from './dependent.rules';
import { isUniqueIndex } from './index.ddl';
import { partAttachments, type PartAttachments } from './part.attachments';
import { columnChanges, type ColumnChanges } from './recreation.rules';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { ViewAttachments } from './view.attachments';

/** Two states of one database, and what has to go, come or change between them. */
export interface Transition {
  readonly from: CatalogLookup;
  readonly to: CatalogLookup;
  readonly columns: ColumnChanges;
  readonly keysAndChecks: Exchange<CatalogConstraint>;
  readonly foreignKeys: Exchange<CatalogConstraint>;
  readonly indexes: Exchange<CatalogIndex>;
  readonly views: ViewExchange;
  /** The DDL of what is new, where there is one better than the snapshot's. */
  readonly created: CreatedDdl;
  /** What hung on the views before the first of all transitions. */
  readonly attachments: ViewAttachments;
  /** The same of parts of tables. */
  readonly parts: PartAttachments;
  /** Whether it runs outside a transaction, so that indexes are built and dropped beside reads and writes. */
  readonly concurrently: boolean;
}

export function transition(
  from: CatalogSnapshot,
  to: CatalogSnapshot,
  created: CreatedDdl,
  attachments: ViewAttachments,
  {
    concurrently = false,
    addsLabels = false,
    parts = partAttachments(),
  }: { concurrently?: boolean; addsLabels?: boolean; parts?: PartAttachments } = {},
): Transition {
  const [old, wanted] = [catalogLookup(from), catalogLookup(to)];
  const columns = columnChanges(old, wanted, addsLabels);
  const keys = keysAndChecks(old, wanted, columns);
  const others = indexes(old, wanted, columns);
  return {
    from: old,
    to: wanted,
    columns,
    keysAndChecks: keys,
    foreignKeys: foreignKeys(old, wanted, columns, [...keys.drop.filter(isKey), ...others.drop.filter(isUniqueIndex)]),
    indexes: others,
    views: views(old, wanted, columns, keys),
    created,
    attachments,
    parts,
    concurrently,
  };
}
