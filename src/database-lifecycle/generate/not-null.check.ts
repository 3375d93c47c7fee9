import type { CatalogColumn, CatalogConstraint } from '../interfaces/catalog-snapshot.interface';
import { quoteIdentifier, toName } from '../sql/identifier';
import { partKey, type CatalogLookup } from './catalog.lookup';

/**
 * SET NOT NULL reads the table under ACCESS EXCLUSIVE, unless a valid check says that it need not; such a check is
 * validated beside reads and writes, in a transaction of its own:
 * https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL
 */
export const notNullCheck = ({ schema, table, name }: CatalogColumn): CatalogConstraint => ({
  schema,
  table,
  name: toName(`lifecycle_not_null_${name}`),
  type: 'check',
  definition: `CHECK ((${quoteIdentifier(name)} IS NOT NULL))`,
  deferrable: false,
  deferred: false,
  valid: false,
});

/** Columns for which such a check stands, and that now become NOT NULL. */
export const becomingNotNull = (from: CatalogLookup, to: CatalogLookup): CatalogColumn[] =>
  [...to.columns.values()].filter((column) => {
    const old = from.columns.get(partKey(column));
    return column.notNull && old?.notNull === false && from.constraints.has(partKey(notNullCheck(column)));
  });
