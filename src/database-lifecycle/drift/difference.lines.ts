import type { CatalogDifference, DifferenceSeverity } from '../interfaces/catalog-difference.interface';
import { joinLines } from '../sql/sql.layout';

const SEVERITIES: Readonly<Record<DifferenceSeverity, string>> = {
  additive: 'additive',
  locking: 'locks the table',
  'data-loss': 'may lose data',
  cosmetic: 'cosmetic',
};

const escaped = (lineEnd: string): string => (lineEnd === '\n' ? '\\n' : '\\r');

/** To be read only: what ends a line inside a literal is shown as its escape. */
export const oneLine = (text: string | null): string =>
  text === null ? 'none' : joinLines(text).replaceAll(/[\n\r]/g, escaped);

function finding({ change, object, attribute, expected, actual }: CatalogDifference): string {
  const name = `${object.kind} ${object.path}`;
  if (change === 'missing') return `${name} is missing, expected ${oneLine(expected)}`;
  if (change === 'extra') return `${name} is not expected, found ${oneLine(actual)}`;
  return `${name}: ${attribute} is ${oneLine(actual)}, expected ${oneLine(expected)}`;
}

/** E.g. `column public.users.email: type is text, expected citext (may lose data)` */
export const differenceLine = (difference: CatalogDifference): string =>
  `${finding(difference)} (${SEVERITIES[difference.severity]})`;

/**
 * The line, and below it, indented, the statements that make it equal where there are any: to be run as they stand, so a
 * literal of several lines stays as it is.
 */
export const differenceLines = (difference: CatalogDifference): string[] => [
  differenceLine(difference),
  ...(difference.sql ?? []).map((statement) => `  ${joinLines(statement)};`),
];
