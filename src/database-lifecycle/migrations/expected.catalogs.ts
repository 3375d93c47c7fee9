import type { DataSource } from 'typeorm';
import { compareCatalogs } from '../drift/catalog.comparator';
import { snapshotCatalog } from '../drift/catalog.inspector';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import { lifecycleTarget, type LifecycleTarget } from '../lifecycle.target';
import { createFor } from '../missing-tables';
import type { LendShadow } from '../shadow/shadow.database';
import { pathOf } from '../sql/identifier';
import { withSession, type SqlSession } from '../sql/sql.session';
import { runMigrations } from './migration.runner';

export type ReadCatalog = (session: SqlSession) => Promise<CatalogSnapshot>;

/** Reads all but the records that TypeORM and the lifecycle keep for themselves. */
export function catalogReader({ journal, migrationsTable, metadataTable }: LifecycleTarget): ReadCatalog {
  const without = [journal, migrationsTable, metadataTable].map(pathOf);
  return (session) => snapshotCatalog(session, { without });
}

/** A new column stands at the end of a table that is there, wherever the entity has it: no migration can help that. */
export const compareMigrated = (expected: CatalogSnapshot, actual: CatalogSnapshot): CatalogDifference[] =>
  compareCatalogs(expected, actual).filter(({ attribute }) => attribute !== 'order of columns');

/** The same app on a shadow, which is nobody's production, whatever the environment is called. */
export const onShadow = ({ settings }: LifecycleTarget, shadow: DataSource): LifecycleTarget =>
  lifecycleTarget(shadow, { ...settings, environment: 'test' });

/** What the migrations make from zero, just as migration:run does it. */
export const migratedCatalog = (target: LifecycleTarget, lend: LendShadow): Promise<CatalogSnapshot> =>
  lend(async (shadow) => {
    await runMigrations(onShadow(target, shadow));
    return withSession(shadow, catalogReader(target));
  });

/** What the entities make in an empty database, just as a first boot does it. */
export const entityCatalog = (target: LifecycleTarget, lend: LendShadow): Promise<CatalogSnapshot> =>
  lend(async (shadow) => {
    await createFor(onShadow(target, shadow));
    return withSession(shadow, catalogReader(target));
  });
