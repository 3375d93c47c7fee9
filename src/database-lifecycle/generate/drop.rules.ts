import { compareCatalogs } from '../drift/catalog.comparator';
import { entityWords } from '../drift/entity.words';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { MigrationDrop } from '../interfaces/migration-draft.interface';
import { catalogLookup, partKey, tableOf } from './catalog.lookup';
import { partPath } from './ddl.text';
import { mentionsColumn } from '../sql/sql.mentions';

/** Tables and columns that go are losses. */
const KINDS = new Set(['constraint', 'index', 'view', 'materialized view']);

/** Those that go along with a column: whatever an entity said, they could not stay. */
function tied(current: CatalogSnapshot, wanted: CatalogSnapshot): ReadonlySet<string> {
  const [from, to] = [catalogLookup(current), catalogLookup(wanted)];
  const parts = [...current.constraints, ...current.indexes].filter((part) => {
    const gone = from.columnsOf(tableOf(part)).filter((column) => !to.columns.has(partKey(column)));
    return mentionsColumn(part.definition, new Set(gone.map(({ name }) => name)));
  });
  return new Set(parts.map(partPath));
}

const wordsFor = ({ object, actual }: CatalogDifference): { readonly keep?: string } => {
  const keep = entityWords(object, actual!);
  return keep === undefined ? {} : { keep };
};

/** What else goes: indexes, constraints and views, and of what stays, what was said of it. None is lost but by being done anew. */
export function dropsBetween(current: CatalogSnapshot, wanted: CatalogSnapshot): MigrationDrop[] {
  const withColumn = tied(current, wanted);
  return compareCatalogs(wanted, current).flatMap((difference): MigrationDrop[] => {
    const { change, object, attribute, expected, actual } = difference;
    if (expected !== null || actual === null) return [];
    if (change === 'changed') return [{ ...object, what: `${attribute} ${actual}` }];
    if (!KINDS.has(object.kind)) return [];
    return [{ ...object, what: actual, ...(withColumn.has(object.path) ? {} : wordsFor(difference)) }];
  });
}
