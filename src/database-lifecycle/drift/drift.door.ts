import type { DataSource } from 'typeorm';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { lifecycleSettings } from '../lifecycle.settings';
import { postgresDriver } from '../metadata/postgres-driver';
import { withReadOnlySession } from '../sql/sql.session';
import type { SnapshotOptions } from './catalog.inspector';

// Public, and loaded by the first call: no start needs them.

/**
 * Tells in what the actual database differs from the expected one. Pure; no difference exactly when the snapshots are
 * equal. The order depends on the snapshots only: by kind, so that what comes first is there for what needs it
 * (schemas, extensions, enums, sequences, tables, columns, constraints with foreign keys last, indexes, views; what is
 * extra and refers to something, i.e. foreign keys, first of the constraints), then by name, first what is expected, then
 * what is extra; a view comes after those that it reads, or before them where it is extra.
 */
export const compareCatalogs = (expected: CatalogSnapshot, actual: CatalogSnapshot): CatalogDifference[] =>
  (require('./catalog.comparator') as typeof import('./catalog.comparator')).compareCatalogs(expected, actual);

/**
 * Reads what users made in the database of an initialized DataSource, for {@link compareCatalogs}: one catalog query
 * however much there is, in a read-only transaction on a connection of its own.
 * @throws LifecycleConfigurationError when the DataSource is not initialized or not PostgreSQL
 */
export async function snapshotCatalog(dataSource: DataSource, options?: SnapshotOptions): Promise<CatalogSnapshot> {
  postgresDriver(dataSource);
  if (!dataSource.isInitialized) throw LifecycleConfigurationError.notInitialized();
  const inspector = require('./catalog.inspector') as typeof import('./catalog.inspector');
  return withReadOnlySession({ dataSource, settings: lifecycleSettings() }, (session) =>
    inspector.snapshotCatalog(session, options),
  );
}
