import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { MigrationLoss, MigrationRefusal } from '../interfaces/migration-draft.interface';
import { pathOf } from '../sql/identifier';
import { catalogLookup, keyOf, partKey, tableOf, type CatalogLookup } from './catalog.lookup';
import { partPath } from './ddl.text';
import { narrowing } from './type.cast';

function columnLosses(from: CatalogLookup, to: CatalogLookup): MigrationLoss[] {
  return [...from.columns.values()].flatMap((old): MigrationLoss[] => {
    if (!to.tables.has(keyOf(tableOf(old))) || old.generated) return [];
    const wanted = to.columns.get(partKey(old));
    const path = partPath(old);
    if (!wanted) return [{ path, what: 'drops the column with all its values' }];
    if (wanted.generated) return [{ path, what: 'drops the values of the column, and computes others' }];
    const what = narrowing(old.type, wanted.type);
    return what ? [{ path, what }] : [];
  });
}

/** What is lost between two states, or makes the way fail as it would be lost. */
export function lossesBetween(current: CatalogSnapshot, wanted: CatalogSnapshot): MigrationLoss[] {
  const [from, to] = [catalogLookup(current), catalogLookup(wanted)];
  const tables = [...from.tables].flatMap(([key, table]) =>
    to.tables.has(key) ? [] : [{ path: pathOf(table), what: 'drops the table with all its rows' }],
  );
  const labels = [...from.enums].flatMap(([key, type]): MigrationLoss[] => {
    const kept = to.enums.get(key)?.labels;
    const removed = kept ? type.labels.filter((label) => !kept.includes(label)) : [];
    const what = `removes the label ${removed.map((label) => `'${label}'`).join(', ')}, and fails where a row holds it`;
    return removed.length > 0 ? [{ path: pathOf(type), what }] : [];
  });
  return [...tables, ...columnLosses(from, to), ...labels];
}

/** A new column must have a value in the rows that are there. */
export function refusalsBetween(
  current: CatalogSnapshot,
  wanted: CatalogSnapshot,
  properties: ReadonlyMap<string, string> = new Map(),
): MigrationRefusal[] {
  const [from, to] = [catalogLookup(current), catalogLookup(wanted)];
  return [...to.columns.values()].flatMap((column): MigrationRefusal[] => {
    const isNew = !from.columns.has(partKey(column)) && from.tables.has(keyOf(tableOf(column)));
    if (!isNew || !column.notNull || column.default !== null || column.generated || column.identity) return [];
    const path = partPath(column);
    const property = properties.get(path) ?? column.name;
    return [
      {
        path,
        message: `New column ${path} (${property}, ${column.type}) is NOT NULL and has no default, so that rows that are there have no value for it.`,
        remedies: [
          `In three steps: make ${property} nullable and generate; fill it in a migration of your own (npm run migration:create -- <Name>); make it NOT NULL and generate again.`,
          `Or give ${property} a default that is right for every row that is there.`,
        ],
      },
    ];
  });
}
