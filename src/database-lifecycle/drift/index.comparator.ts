import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogIndex } from '../interfaces/catalog-snapshot.interface';
import { nameKey, quoteIdentifier, quotePath } from '../sql/identifier';
import { changed, comparePairs, extra, missing, objectOf, pair, pairRenamed } from './difference.builder';

const object = ({ schema, table, name }: CatalogIndex): CatalogDifference['object'] =>
  objectOf('index', schema, table, name);
const drop = (index: CatalogIndex): string => `DROP INDEX ${quotePath(index)}`;
const validity = ({ valid }: CatalogIndex): string => (valid ? 'valid' : 'not valid');

/** What it is, whatever its name. */
const shape = ({ schema, table, definition, valid }: CatalogIndex): string =>
  JSON.stringify([schema, table, valid, definition.replace(/ INDEX (?:"(?:[^"]|"")*"|\S+) ON /, ' INDEX ON ')]);

function changes(expected: CatalogIndex, actual: CatalogIndex): CatalogDifference[] {
  const about = changed.bind(null, object(expected));
  if (expected.name !== actual.name)
    return about('name', [expected.name, actual.name], () => ({
      severity: 'cosmetic',
      sql: [`ALTER INDEX ${quotePath(actual)} RENAME TO ${quoteIdentifier(expected.name)}`],
    }));
  if (expected.definition !== actual.definition)
    return about('definition', [expected.definition, actual.definition], () => ({
      severity: 'locking',
      sql: [drop(actual), expected.definition],
    }));
  return about('validity', [validity(expected), validity(actual)], () =>
    expected.valid
      ? { severity: 'locking', sql: [`REINDEX INDEX ${quotePath(expected)}`] }
      : // One that is valid beyond what is expected is only the better for it.
        { severity: 'cosmetic' },
  );
}

/**
 * Compares the indexes of relations that both sides have. CREATE INDEX and REINDEX block writes while they work
 * (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY), DROP INDEX waits for and
 * blocks every query on the table (https://www.postgresql.org/docs/current/sql-dropindex.html), and queries slow down.
 */
export const compareIndexes = (
  expected: readonly CatalogIndex[],
  actual: readonly CatalogIndex[],
): CatalogDifference[] =>
  comparePairs(
    pairRenamed(
      pair(expected, actual, ({ schema, table, name }) => nameKey(schema, table, name)),
      shape,
    ),
    {
      missing: (index) => [missing(object(index), index.definition, { severity: 'locking', sql: [index.definition] })],
      extra: (index) => [extra(object(index), index.definition, { severity: 'locking', sql: [drop(index)] })],
      changed: changes,
    },
  );
