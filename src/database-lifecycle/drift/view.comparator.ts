import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogIndex, CatalogView } from '../interfaces/catalog-snapshot.interface';
import { commentOn } from '../sql/ddl.text';
import { nameKey, quotePath } from '../sql/identifier';
import { changed, comparePairs, extra, missing, objectOf, pair, type Verdict } from './difference.builder';
import { inMakingOrder, isReplaceable } from './view.rules';

const object = ({ kind, schema, name }: CatalogView): CatalogDifference['object'] => objectOf(kind, schema, name);
const keyword = ({ kind }: CatalogView): string => kind.toUpperCase();
const query = ({ definition }: CatalogView): string => definition.trim().replace(/;$/, '');
const comment = (view: CatalogView): string => commentOn(`${keyword(view)} ${quotePath(view)}`, view.comment);

const create = (view: CatalogView, indexes: readonly CatalogIndex[]): Verdict => ({
  severity: 'additive',
  sql: [
    `CREATE ${keyword(view)} ${quotePath(view)} AS ${query(view)}`,
    ...indexes
      .filter(({ schema, table }) => schema === view.schema && table === view.name)
      .map(({ definition }) => definition),
    ...(view.comment === null ? [] : [comment(view)]),
  ],
});

function replace(expected: CatalogView, actual: CatalogView): Verdict {
  if (expected.kind === 'materialized view') return { severity: 'locking' };
  if (!isReplaceable(actual, expected)) return { severity: 'additive' };
  return { severity: 'additive', sql: [`CREATE OR REPLACE VIEW ${quotePath(expected)} AS ${query(expected)}`] };
}

/**
 * A different query is the whole difference. The same query may still have other columns, if its tables' types differ.
 */
function compareShape(expected: CatalogView, actual: CatalogView): CatalogDifference[] {
  const about = changed.bind(null, object(expected));
  const definition = about('definition', [query(expected), query(actual)], () => replace(expected, actual));
  if (definition.length > 0) return definition;
  const columns = [expected, actual].map((view) => view.columns.join(', ')) as [string, string];
  return about('columns', columns, () => replace(expected, actual));
}

/** Compares views and materialized views, in an order in which they can be made, then dropped; the indexes of a materialized view come and go with it. */
export const compareViews = (
  expected: readonly CatalogView[],
  actual: readonly CatalogView[],
  expectedIndexes: readonly CatalogIndex[],
): CatalogDifference[] =>
  comparePairs(
    pair(inMakingOrder(expected), inMakingOrder(actual).toReversed(), ({ kind, schema, name }) =>
      nameKey(kind, schema, name),
    ),
    {
      missing: (view) => [missing(object(view), query(view), create(view, expectedIndexes))],
      // No row is lost with it, and nothing that is expected depends on it.
      extra: (view) => [
        extra(object(view), query(view), { severity: 'cosmetic', sql: [`DROP ${keyword(view)} ${quotePath(view)}`] }),
      ],
      changed: (wanted, found) => [
        ...compareShape(wanted, found),
        ...changed(object(wanted), 'comment', [wanted.comment, found.comment], () => ({
          severity: 'cosmetic',
          sql: [comment(wanted)],
        })),
      ],
    },
  );
