import type { CatalogColumn, CatalogEnum } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { alterColumn } from '../sql/ddl.text';
import { quoteIdentifier, quoteLiteral, quotePath, toName } from '../sql/identifier';
import { query } from './ddl.text';

/** Whether the labels that are there keep their order among the new ones. */
export const onlyAddsLabels = (from: CatalogEnum, to: CatalogEnum): boolean => {
  const there = new Set(from.labels);
  const kept = to.labels.filter((label) => there.has(label));
  return kept.length === from.labels.length && kept.every((label, index) => label === from.labels[index]);
};

export const sameLabels = (one: CatalogEnum, other: CatalogEnum): boolean =>
  JSON.stringify(one.labels) === JSON.stringify(other.labels);

export const createEnum = (type: CatalogEnum): MigrationQuery =>
  query(`CREATE TYPE ${quotePath(type)} AS ENUM (${type.labels.map(quoteLiteral).join(', ')})`);

export const dropEnum = (type: CatalogEnum): MigrationQuery => query(`DROP TYPE ${quotePath(type)}`);

/** What the type is called while its columns move to the new one. */
const former = ({ schema, name }: CatalogEnum) => ({ schema, name: toName(`old_${name}`) });

/**
 * A label can't be removed or moved but by another type:
 * https://www.postgresql.org/docs/current/datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS
 * @param columns those of the type, each as it is before; without dropped ones
 */
export function swapEnum(from: CatalogEnum, to: CatalogEnum, columns: readonly CatalogColumn[]): MigrationQuery[] {
  const removed = from.labels.filter((label) => !to.labels.includes(label));
  const fails =
    removed.length > 0 ? ` Fails where a row holds ${removed.map((label) => `'${label}'`).join(' or ')}.` : '';
  return [
    query(`ALTER TYPE ${quotePath(from)} RENAME TO ${quoteIdentifier(former(from).name)}`),
    createEnum(to),
    ...columns.flatMap((column) => {
      const cast = column.type.endsWith('[]') ? `text[]::${column.type}` : `text::${column.type}`;
      return [
        ...(column.default === null ? [] : [query(`${alterColumn(column)} DROP DEFAULT`)]),
        query(
          `${alterColumn(column)} TYPE ${column.type} USING ${quoteIdentifier(column.name)}::${cast}`,
          `Writes the whole table anew, and blocks reads and writes meanwhile.${fails}`,
        ),
      ];
    }),
    dropEnum({ ...from, ...former(from) }),
  ];
}
