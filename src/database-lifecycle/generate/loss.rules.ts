import { entityWords } from '../drift/entity.words';
import type { CatalogColumn, CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { MigrationLoss, MigrationRefusal } from '../interfaces/migration-draft.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf } from '../sql/identifier';
import { catalogLookup, keyOf, partKey, tableOf, type CatalogLookup } from './catalog.lookup';
import { partPath } from './ddl.text';
import { narrowing } from './type.cast';

/** Its values are nowhere: an ordinary column in its place begins without any. */
const isVirtual = (column: CatalogColumn | undefined): boolean => column?.generated?.kind === 'virtual';

function columnLosses(from: CatalogLookup, to: CatalogLookup): MigrationLoss[] {
  return [...from.columns.values()].flatMap((old): MigrationLoss[] => {
    if (!to.tables.has(keyOf(tableOf(old)))) return [];
    const wanted = to.columns.get(partKey(old));
    const path = partPath(old);
    if (isVirtual(old) && wanted?.generated === null)
      return [{ path, what: 'drops what is computed, and stores nothing' }];
    if (old.generated) return [];
    if (!wanted) return [{ path, what: 'drops the column with all its values' }];
    if (wanted.generated) return [{ path, what: 'drops the values of the column, and computes others' }];
    const what = narrowing(old.type, wanted.type);
    return what ? [{ path, what }] : [];
  });
}

const quoted = (labels: readonly string[]): string => labels.map((label) => `'${label}'`).join(', ');

/** The loss of removed labels. Where each has a new label in its place, they may have been renamed. */
function labelLoss(labels: readonly string[], kept: readonly string[]): string | undefined {
  const removed = labels.filter((label) => !kept.includes(label));
  if (removed.length === 0) return undefined;
  const places = removed.map((label) => kept[labels.indexOf(label)]);
  const inPlace = places.every((label) => label !== undefined && !labels.includes(label));
  const others = labels.filter((label) => kept.includes(label));
  const mayBeRenamed =
    inPlace && labels.length === kept.length && others.every((one) => labels.indexOf(one) === kept.indexOf(one));
  return `removes the label ${quoted(removed)}, and fails where a row holds it${
    mayBeRenamed
      ? `; should it be ${quoted(places as string[])} from now on, ALTER TYPE ... RENAME VALUE, in a migration by hand, keeps the rows`
      : ''
  }`;
}

/** A table of the same name that is new in another schema is most likely the same one. */
function tableLoss(table: NamedObject, from: CatalogLookup, to: CatalogLookup): string {
  const moved = [...to.tables].find(([key, { name }]) => name === table.name && !from.tables.has(key))?.[1];
  return `drops the table with all its rows${
    moved
      ? `, and makes ${pathOf(moved)} without any; should it move there, --rename ${pathOf(table)}:${pathOf(moved)} keeps the rows`
      : ''
  }`;
}

/** What is lost between two states; some of it makes the migration fail rather than lose it. */
export function lossesBetween(current: CatalogSnapshot, wanted: CatalogSnapshot): MigrationLoss[] {
  const [from, to] = [catalogLookup(current), catalogLookup(wanted)];
  const tables = [...from.tables].flatMap(([key, table]) =>
    to.tables.has(key)
      ? []
      : [
          {
            path: pathOf(table),
            what: tableLoss(table, from, to),
            keep: entityWords({ kind: 'table', path: pathOf(table) }),
          },
        ],
  );
  const labels = [...from.enums].flatMap(([key, type]): MigrationLoss[] => {
    const kept = to.enums.get(key)?.labels;
    const what = kept && labelLoss(type.labels, kept);
    return what ? [{ path: pathOf(type), what }] : [];
  });
  return [...tables, ...columnLosses(from, to), ...labels];
}

/** Refuses a new NOT NULL column without a default, for which existing rows have no value. */
export function refusalsBetween(
  current: CatalogSnapshot,
  wanted: CatalogSnapshot,
  properties: ReadonlyMap<string, string> = new Map(),
): MigrationRefusal[] {
  const [from, to] = [catalogLookup(current), catalogLookup(wanted)];
  return [...to.columns.values()].flatMap((column): MigrationRefusal[] => {
    const old = from.columns.get(partKey(column));
    const isNew = (!old || isVirtual(old)) && from.tables.has(keyOf(tableOf(column)));
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
