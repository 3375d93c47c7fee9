import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { SqlSession } from '../sql/sql.session';
import type { SnapshotOptions } from './catalog.inspector';

// Public, and loaded by the first call: no start needs them.

/**
 * Tells in what the actual database differs from the expected one. Pure; no difference exactly when the snapshots are
 * equal. The order depends on the snapshots only: by kind, so that what comes first is there for what needs it
 * (schemas, extensions, enums, sequences, tables, columns, constraints with foreign keys last, indexes, views), then by
 * name, first what is expected, then what is extra.
 */
export const compareCatalogs = (expected: CatalogSnapshot, actual: CatalogSnapshot): CatalogDifference[] =>
  (require('./catalog.comparator') as typeof import('./catalog.comparator')).compareCatalogs(expected, actual);

/**
 * Reads what users made in the connected database, for {@link compareCatalogs}: one message and one catalog query however
 * much there is; reads only.
 * @param session sends its statements as one message, and answers with the rows of each
 */
export const snapshotCatalog = (
  session: Pick<SqlSession, 'send'>,
  options?: SnapshotOptions,
): Promise<CatalogSnapshot> =>
  (require('./catalog.inspector') as typeof import('./catalog.inspector')).snapshotCatalog(session, options);
