import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSequence } from '../interfaces/catalog-snapshot.interface';
import { nameKey, quoteIdentifier, quotePath } from '../sql/identifier';
import { changed, comparePairs, extra, missing, objectOf, pair, type Verdict } from './difference.builder';

const object = ({ schema, name }: CatalogSequence): CatalogDifference['object'] => objectOf('sequence', schema, name);

const parameters = (sequence: CatalogSequence): string =>
  [
    `AS ${sequence.type}`,
    `INCREMENT ${sequence.increment}`,
    `MINVALUE ${sequence.minimum}`,
    `MAXVALUE ${sequence.maximum}`,
    `START ${sequence.start}`,
    `CACHE ${sequence.cache}`,
    sequence.cycle ? 'CYCLE' : 'NO CYCLE',
  ].join(' ');

const owner = ({ ownedBy }: CatalogSequence): string =>
  ownedBy === null
    ? 'NONE'
    : `${quotePath({ schema: ownedBy.schema, name: ownedBy.table })}.${quoteIdentifier(ownedBy.column)}`;

const create = (sequence: CatalogSequence): Verdict => ({
  severity: 'additive',
  sql: [
    `CREATE SEQUENCE ${quotePath(sequence)} ${parameters(sequence)}${sequence.ownedBy ? ` OWNED BY ${owner(sequence)}` : ''}`,
  ],
});

/** A change of the catalog, and refused when the counter lies outside: https://www.postgresql.org/docs/current/sql-altersequence.html */
const alter = (sequence: CatalogSequence, clause: string): readonly string[] => [
  `ALTER SEQUENCE ${quotePath(sequence)} ${clause}`,
];

function changes(expected: CatalogSequence, actual: CatalogSequence): CatalogDifference[] {
  const about = changed.bind(null, object(expected));
  return [
    ...about('parameters', [parameters(expected), parameters(actual)], () => ({
      severity: 'additive',
      sql: alter(expected, parameters(expected)),
    })),
    // It only tells with what the sequence will be dropped. The inner one of an identity can't be given away.
    ...about('owned by', [owner(expected), owner(actual)], () => ({
      severity: 'cosmetic',
      ...(expected.identity || actual.identity ? {} : { sql: alter(expected, `OWNED BY ${owner(expected)}`) }),
    })),
  ];
}

/** Compares the sequences that no missing or extra column or identity brings along or takes away. */
export const compareSequences = (
  expected: readonly CatalogSequence[],
  actual: readonly CatalogSequence[],
): CatalogDifference[] =>
  comparePairs(
    pair(expected, actual, ({ schema, name }) => nameKey(schema, name)),
    {
      missing: (sequence) => [missing(object(sequence), parameters(sequence), create(sequence))],
      extra: (sequence) => [extra(object(sequence), parameters(sequence), { severity: 'data-loss' })],
      changed: changes,
    },
  );
