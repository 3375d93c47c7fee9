import type { CatalogDifference, DifferenceSeverity } from '../interfaces/catalog-difference.interface';

const SEVERITIES: Readonly<Record<DifferenceSeverity, string>> = {
  additive: 'additive',
  locking: 'locks the table',
  'data-loss': 'may lose data',
  cosmetic: 'cosmetic',
};

const oneLine = (text: string | null): string => (text === null ? 'none' : text.replace(/\s+/g, ' ').trim());

function finding({ change, object, attribute, expected, actual }: CatalogDifference): string {
  const name = `${object.kind} ${object.path}`;
  if (change === 'missing') return `${name} is missing, expected ${oneLine(expected)}`;
  if (change === 'extra') return `${name} is not expected, found ${oneLine(actual)}`;
  return `${name}: ${attribute} is ${oneLine(actual)}, expected ${oneLine(expected)}`;
}

/** E.g. `column public.users.email: type is text, expected citext (may lose data)` */
export const differenceLine = (difference: CatalogDifference): string =>
  `${finding(difference)} (${SEVERITIES[difference.severity]})`;

/** The line, and below it, indented, the statements that make it equal where there are any. */
export const differenceLines = (difference: CatalogDifference): string[] => [
  differenceLine(difference),
  ...(difference.sql ?? []).map((statement) => `  ${oneLine(statement)};`),
];
