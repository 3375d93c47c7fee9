import type {
  CatalogDifference,
  CatalogObjectKind,
  DifferenceSeverity,
} from '../interfaces/catalog-difference.interface';

/** How bad a difference is, and what removes it. */
export interface Verdict {
  readonly severity: DifferenceSeverity;
  readonly sql?: readonly string[];
}

type DifferenceObject = CatalogDifference['object'];

export const objectOf = (kind: CatalogObjectKind, ...names: readonly string[]): DifferenceObject => ({
  kind,
  path: names.join('.'),
});

export const missing = (object: DifferenceObject, expected: string, verdict: Verdict): CatalogDifference => ({
  change: 'missing',
  object,
  attribute: null,
  expected,
  actual: null,
  ...verdict,
});

export const extra = (object: DifferenceObject, actual: string, verdict: Verdict): CatalogDifference => ({
  change: 'extra',
  object,
  attribute: null,
  expected: null,
  actual,
  ...verdict,
});

/** No difference when both sides are the same text. */
export const changed = (
  object: DifferenceObject,
  attribute: string,
  [expected, actual]: readonly [string | null, string | null],
  verdict: () => Verdict,
): CatalogDifference[] =>
  expected === actual ? [] : [{ change: 'changed', object, attribute, expected, actual, ...verdict() }];

/** Pairs two lists by key: first what is expected, in its order, then what is there beyond, in its order. */
export function pair<Item>(
  expected: readonly Item[],
  actual: readonly Item[],
  key: (item: Item) => string,
): [Item | undefined, Item | undefined][] {
  const there = new Map(actual.map((item) => [key(item), item]));
  const wanted = new Set(expected.map(key));
  return [
    ...expected.map((item): [Item, Item | undefined] => [item, there.get(key(item))]),
    ...actual.filter((item) => !wanted.has(key(item))).map((item): [undefined, Item] => [undefined, item]),
  ];
}

/**
 * Pairs what only one side has by what it is, whatever its name, each at most once.
 * @param shape the same for two that differ in their names alone
 */
export function pairRenamed<Item>(
  pairs: readonly (readonly [Item | undefined, Item | undefined])[],
  shape: (item: Item) => string,
): [Item | undefined, Item | undefined][] {
  const extras = pairs.flatMap(([expected, actual]) => (expected === undefined ? [actual!] : []));
  const taken = new Set<Item>();
  const paired = pairs.map(([expected, actual]): [Item | undefined, Item | undefined] => {
    if (expected === undefined || actual !== undefined) return [expected, actual];
    const other = extras.find((item) => !taken.has(item) && shape(item) === shape(expected));
    if (other !== undefined) taken.add(other);
    return [expected, other];
  });
  return paired.filter(([expected, actual]) => expected !== undefined || !taken.has(actual!));
}

/** Compares each pair: `missing` if only expected, `extra` if only there, `changed` if both. */
export const comparePairs = <Item>(
  pairs: readonly (readonly [Item | undefined, Item | undefined])[],
  rules: {
    missing(expected: Item): CatalogDifference[];
    extra(actual: Item): CatalogDifference[];
    changed(expected: Item, actual: Item): CatalogDifference[];
  },
): CatalogDifference[] =>
  pairs.flatMap(([expected, actual]) => {
    if (expected === undefined) return rules.extra(actual!);
    return actual === undefined ? rules.missing(expected) : rules.changed(expected, actual);
  });
