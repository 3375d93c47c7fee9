import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogEnum } from '../interfaces/catalog-snapshot.interface';
import { nameKey, quoteLiteral, quotePath } from '../sql/identifier';
import { changed, comparePairs, extra, missing, objectOf, pair, type Verdict } from './difference.builder';
import { addLabels } from './enum.rules';

const object = ({ schema, name }: CatalogEnum): CatalogDifference['object'] => objectOf('enum', schema, name);
const labelsOf = ({ labels }: CatalogEnum): string => labels.map(quoteLiteral).join(', ');

/**
 * ADD VALUE changes the catalog only. A label can't be removed or moved but by another type, which rewrites each table:
 * https://www.postgresql.org/docs/current/datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS
 */
function changeLabels(expected: CatalogEnum, actual: CatalogEnum): Verdict {
  const wanted = new Set(expected.labels);
  if (actual.labels.some((label) => !wanted.has(label))) return { severity: 'data-loss' };
  const there = new Set(actual.labels);
  const inOrder = expected.labels.filter((label) => there.has(label));
  if (inOrder.some((label, index) => label !== actual.labels[index])) return { severity: 'locking' };
  return { severity: 'additive', sql: addLabels(actual, expected) };
}

export const compareEnums = (expected: readonly CatalogEnum[], actual: readonly CatalogEnum[]): CatalogDifference[] =>
  comparePairs(
    pair(expected, actual, (type) => nameKey(type.schema, type.name)),
    {
      missing: (type) => [
        missing(object(type), labelsOf(type), {
          severity: 'additive',
          sql: [`CREATE TYPE ${quotePath(type)} AS ENUM (${labelsOf(type)})`],
        }),
      ],
      // Columns that use it are differences of their own.
      extra: (type) => [extra(object(type), labelsOf(type), { severity: 'cosmetic' })],
      changed: (wanted, found) =>
        changed(object(wanted), 'labels', [labelsOf(wanted), labelsOf(found)], () => changeLabels(wanted, found)),
    },
  );
