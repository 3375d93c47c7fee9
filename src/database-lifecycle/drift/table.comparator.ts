import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogColumn, CatalogTable } from '../interfaces/catalog-snapshot.interface';
import { commentOn } from '../sql/ddl.text';
import { nameKey, pathOf, quotePath } from '../sql/identifier';
import { changed, comparePairs, extra, missing, objectOf, pair } from './difference.builder';

export interface TableSide {
  readonly tables: readonly CatalogTable[];
  readonly columns: readonly CatalogColumn[];
}

const object = ({ schema, name }: CatalogTable): CatalogDifference['object'] => objectOf('table', schema, name);
const persistence = ({ unlogged }: CatalogTable): string => (unlogged ? 'UNLOGGED' : 'LOGGED');

/** Compares the tables of both sides. Columns count only for the description of a table, and for their order. */
export function compareTables(expected: TableSide, actual: TableSide): CatalogDifference[] {
  const columnsOf = ({ columns }: TableSide): ReadonlyMap<string, readonly string[]> => {
    const byTable = new Map<string, string[]>();
    for (const { schema, table, name } of columns) {
      const key = nameKey(schema, table);
      byTable.set(key, [...(byTable.get(key) ?? []), name]);
    }
    return byTable;
  };
  const [wanted, found] = [columnsOf(expected), columnsOf(actual)];
  const words = ({ kind, schema, name, partitionOf }: CatalogTable, columns: typeof wanted): string =>
    partitionOf
      ? `partition of ${pathOf(partitionOf)}`
      : `${kind} (${(columns.get(nameKey(schema, name)) ?? []).join(', ')})`;
  /** The order of the shared columns only, so that a missing column does not move the others. */
  const order = ({ schema, name }: CatalogTable, columns: typeof wanted, other: typeof wanted): string => {
    const shared = new Set(other.get(nameKey(schema, name)));
    return (columns.get(nameKey(schema, name)) ?? []).filter((column) => shared.has(column)).join(', ');
  };
  return comparePairs(
    pair(expected.tables, actual.tables, ({ schema, name }) => nameKey(schema, name)),
    {
      missing: (table) => [missing(object(table), words(table, wanted), { severity: 'additive' })],
      extra: (table) => [extra(object(table), words(table, found), { severity: 'data-loss' })],
      changed: (table, there) => {
        const about = changed.bind(null, object(table));
        return [
          ...about('kind', [table.kind, there.kind], () => ({ severity: 'data-loss' })),
          // Writes the whole table anew: https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-LOGGED-UNLOGGED
          ...about('persistence', [persistence(table), persistence(there)], () => ({
            severity: 'locking',
            sql: [`ALTER TABLE ${quotePath(table)} SET ${persistence(table)}`],
          })),
          ...about('comment', [table.comment, there.comment], () => ({
            severity: 'cosmetic',
            sql: [commentOn(`TABLE ${quotePath(table)}`, table.comment)],
          })),
          ...about('order of columns', [order(table, wanted, found), order(table, found, wanted)], () => ({
            severity: 'cosmetic',
          })),
        ];
      },
    },
  );
}
