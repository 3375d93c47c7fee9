import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogExtension } from '../interfaces/catalog-snapshot.interface';
import { quoteIdentifier } from '../sql/identifier';
import { changed, comparePairs, extra, missing, objectOf, pair } from './difference.builder';

/** An extra schema is only a name: what it holds are differences of their own. */
export const compareSchemas = (expected: readonly string[], actual: readonly string[]): CatalogDifference[] =>
  comparePairs(
    pair(expected, actual, (name) => name),
    {
      missing: (name) => [
        missing(objectOf('schema', name), name, {
          severity: 'additive',
          sql: [`CREATE SCHEMA ${quoteIdentifier(name)}`],
        }),
      ],
      extra: (name) => [extra(objectOf('schema', name), name, { severity: 'cosmetic' })],
      changed: () => [],
    },
  );

const words = ({ version, schema }: CatalogExtension): string => `version ${version} in schema ${schema}`;

export const compareExtensions = (
  expected: readonly CatalogExtension[],
  actual: readonly CatalogExtension[],
): CatalogDifference[] =>
  comparePairs(
    pair(expected, actual, ({ name }) => name),
    {
      missing: (extension) => [
        missing(objectOf('extension', extension.name), words(extension), {
          severity: 'additive',
          sql: [`CREATE EXTENSION ${quoteIdentifier(extension.name)} WITH SCHEMA ${quoteIdentifier(extension.schema)}`],
        }),
      ],
      extra: (extension) => [extra(objectOf('extension', extension.name), words(extension), { severity: 'cosmetic' })],
      changed: (wanted, found) => {
        const about = changed.bind(null, objectOf('extension', wanted.name));
        return [
          // The server's packages decide it.
          ...about('version', [wanted.version, found.version], () => ({ severity: 'cosmetic' })),
          // Unqualified names of its functions and types may then be found no longer.
          ...about('schema', [wanted.schema, found.schema], () => ({ severity: 'locking' })),
        ];
      },
    },
  );
