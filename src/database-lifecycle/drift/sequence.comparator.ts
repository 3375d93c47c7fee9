import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSequence } from '../interfaces/catalog-snapshot.interface';
import { columnPath } from '../sql/ddl.text';
import { nameKey, quotePath } from '../sql/identifier';
import { changed, comparePairs, extra, missing, objectOf, pair, type Verdict } from './difference.builder';
import { sequenceParameters } from './sequence.rules';

const object = ({ schema, name }: CatalogSequence): CatalogDifference['object'] => objectOf('sequence', schema, name);

const owner = ({ ownedBy }: CatalogSequence): string =>
  ownedBy === null ? 'NONE' : columnPath({ ...ownedBy, name: ownedBy.column });

const create = (sequence: CatalogSequence): Verdict => ({
  severity: 'additive',
  sql: [
    `CREATE SEQUENCE ${quotePath(sequence)} ${sequenceParameters(sequence)}${sequence.ownedBy ? ` OWNED BY ${owner(sequence)}` : ''}`,
  ],
});

/** A change of the catalog, and refused when the counter lies outside: https://www.postgresql.org/docs/current/sql-altersequence.html */
const alter = (sequence: CatalogSequence, clause: string): readonly string[] => [
  `ALTER SEQUENCE ${quotePath(sequence)} ${clause}`,
];

function changes(expected: CatalogSequence, actual: CatalogSequence): CatalogDifference[] {
  const about = changed.bind(null, object(expected));
  return [
    ...about('parameters', [sequenceParameters(expected), sequenceParameters(actual)], () => ({
      severity: 'additive',
      sql: alter(expected, sequenceParameters(expected)),
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
      missing: (sequence) => [missing(object(sequence), sequenceParameters(sequence), create(sequence))],
      extra: (sequence) => [extra(object(sequence), sequenceParameters(sequence), { severity: 'data-loss' })],
      changed: changes,
    },
  );
