import { NOTHING } from '../../../test/support/nothing.catalog';
import type { CatalogColumn, CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { lossesBetween, refusalsBetween } from './loss.rules';

const labelled = (labels: string): CatalogSnapshot => ({
  ...NOTHING,
  enums: [{ schema: 'public', name: 'state', labels: labels.split(' ') }],
});

const tables = (...paths: string[]): CatalogSnapshot => ({
  ...NOTHING,
  tables: paths.map((path) => {
    const [schema, name] = path.split('.') as [string, string];
    return { schema, name, kind: 'table', unlogged: false, partitionOf: null, inherits: null, comment: null };
  }),
});

const whatIsLost = (...sides: [CatalogSnapshot, CatalogSnapshot]): string[] =>
  lossesBetween(...sides).map(({ what }) => what);

describe('what a migration loses', () => {
  it.each([
    ['a b c', 'a x c', "'x'"],
    ['a b c', 'x y c', "'x', 'y'"],
  ])('tells that labels %s may have been renamed to %s', (from, to, names) =>
    expect(whatIsLost(labelled(from), labelled(to))).toEqual([
      expect.stringContaining(`should it be ${names} from now on`),
    ]),
  );

  it.each([
    ['a b c', 'a b', 'fewer'],
    ['a b c', 'a c', 'fewer, so that another is in its place'],
    ['a b c', 'c a x', 'others moved'],
    ['a b c', 'a x c d', 'more'],
    ['a b c d', 'a c x d', 'one that stays is in its place'],
  ])('takes labels %s and then %s for no rename: %s', (from, to) =>
    expect(whatIsLost(labelled(from), labelled(to))).toEqual([
      expect.stringMatching(/^removes the label .* holds it$/),
    ]),
  );

  it('tells of a new table of the same name in another schema, not of one that was there', () => {
    expect(whatIsLost(tables('public.users'), tables('app.users'))).toEqual([
      expect.stringContaining('and makes app.users without any; should it move there'),
    ]);
    expect(whatIsLost(tables('public.users', 'app.users'), tables('app.users'))).toEqual([
      'drops the table with all its rows',
    ]);
  });
});

const withColumn = (kind: 'stored' | 'virtual' | null, notNull = false): CatalogSnapshot => ({
  ...tables('public.orders'),
  columns: [
    {
      schema: 'public',
      table: 'orders',
      name: 'total',
      type: 'integer',
      generated: kind && { kind, expression: '(price * amount)' },
      notNull,
      default: null,
      identity: null,
      collation: null,
    } as CatalogColumn,
  ],
});
const refused = (...sides: [CatalogSnapshot, CatalogSnapshot]): string[] =>
  refusalsBetween(...sides).map(({ path }) => path);

describe('a column that is computed, and ordinary from now on', () => {
  it('keeps its values only where they are stored', () => {
    expect(whatIsLost(withColumn('stored'), withColumn(null))).toEqual([]);
    expect(whatIsLost(withColumn('virtual'), withColumn(null))).toEqual(['drops what is computed, and stores nothing']);
    expect(whatIsLost(withColumn('virtual'), withColumn('stored'))).toEqual([]);
    expect(whatIsLost(withColumn('virtual'), tables('public.orders'))).toEqual([]);
  });

  it('is refused where it is NOT NULL, and has no values', () => {
    expect(refused(withColumn('stored', true), withColumn(null, true))).toEqual([]);
    expect(refused(withColumn('virtual', true), withColumn(null, true))).toEqual(['public.orders.total']);
    expect(refused(withColumn('virtual', true), withColumn('stored', true))).toEqual([]);
  });
});
