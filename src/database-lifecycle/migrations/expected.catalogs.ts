import type { DataSource } from 'typeorm';
import { compareCatalogs } from '../drift/catalog.comparator';
import { snapshotCatalog, snapshotText } from '../drift/catalog.inspector';
import { catalogQuery } from '../drift/catalog.query';
import { within } from '../drift/catalog.scope';
import { withKept } from '../generate/kept.rules';
import type { CatalogDifference } from '../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { lifecycleTarget, type LifecycleTarget } from '../lifecycle.target';
import { createTables } from '../missing-tables';
import type { LendShadow } from '../shadow/shadow.database';
import { pathOf } from '../sql/identifier';
import { withSession, type SqlSession } from '../sql/sql.session';
import { byHand, type ByHand } from './by-hand';
import { entityKey } from './entity.key';
import { apart, withExtensionsAt } from './extension.places';
import { clearTables, explainAbsence, needsMore } from './hand-made.ground';
import { inRunningOrder, migrationNames } from './migration.name';
import { runMigrations } from './migration.runner';

export type ReadCatalog = (session: SqlSession) => Promise<CatalogSnapshot>;

const withoutRecords = (
  { journal, migrationsTable, metadataTable, settings }: LifecycleTarget,
  others: readonly NamedObject[] = [],
) => ({
  without: [
    ...[journal, migrationsTable, metadataTable, ...others].map(pathOf),
    ...Object.keys(settings.externalTables),
  ],
});

/** Reads all but the records that TypeORM and the lifecycle keep for themselves, and what is none of the app's. */
export function catalogReader(target: LifecycleTarget): ReadCatalog {
  const options = withoutRecords(target);
  return (session) => snapshotCatalog(session, options);
}

/** Asked for only when needed, as the database that has them may still be in the making. */
export type Extensions = () => Promise<readonly NamedObject[]>;

/**
 * The same of what the entities make: tables that they say they look after themselves may stand there, too.
 * @param beside the extensions of what it is compared with (the last of a name counts): the catalog is read as if they
 *   were in those schemas, as no entity can say where they are
 */
export function entityCatalogReader(target: LifecycleTarget, beside: Extensions): ReadCatalog {
  const options = withoutRecords(target, byHand(target).tables);
  return async (session) => {
    const places = apart(await beside(), target);
    return withExtensionsAt(places, (there) => snapshotCatalog(there, options))(session);
  };
}

/** The same as text, for where most snapshots are only told apart. */
export function catalogTextReader(target: LifecycleTarget): (session: SqlSession) => Promise<string> {
  const options = withoutRecords(target);
  return (session) => snapshotText(session, options);
}

/** The query behind them: what two texts can tell apart depends on it. */
export const catalogLook = (target: LifecycleTarget): string =>
  catalogQuery({ schemas: null, ...withoutRecords(target) });

/** Ignores the order of columns: a migration adds a column at the end, wherever the entity has it. */
export const compareMigrated = (expected: CatalogSnapshot, actual: CatalogSnapshot): CatalogDifference[] =>
  compareCatalogs(expected, actual).filter(({ attribute }) => attribute !== 'order of columns');

/**
 * How what the migrations make differs from what the entities ask for. What migrations make by hand, and no entity can
 * ask for, is no difference; nor is an additional view, as only a database knows whether TypeORM made it.
 */
export function compareWithEntities(
  wanted: CatalogSnapshot,
  current: CatalogSnapshot,
  hand: ByHand,
): CatalogDifference[] {
  const ofNobody = { table: { schema: '', name: '' }, current: [], wanted: [] };
  return compareMigrated(withKept({ current, wanted, byHand: hand, records: ofNobody }), current);
}

/**
 * How a live database differs from what is expected of it. Objects that no known catalog has belong to others, and are
 * no difference; nor is the version of an extension.
 * @param known the catalogs that tell what is ours, including what should be gone. Default: what is expected
 */
export const compareLive = (
  expected: CatalogSnapshot,
  live: CatalogSnapshot,
  known: readonly CatalogSnapshot[] = [expected],
): CatalogDifference[] =>
  compareMigrated(expected, within(live, known)).filter(
    ({ object, attribute }) => object.kind !== 'extension' || attribute !== 'version',
  );

/**
 * Where an entity overrides the default of a column of its base class, TypeORM writes that into what it knows of the base,
 * so that each later DataSource of the process has it in the tables of other entities, too. The app's own counts.
 */
function takeDefaults({ entityMetadatas }: DataSource, shadow: DataSource): void {
  for (const { target, columns } of entityMetadatas) {
    if (typeof target !== 'function' || !shadow.hasMetadata(target)) continue;
    const there = new Map(shadow.getMetadata(target).columns.map((column) => [column.databaseName, column]));
    for (const { databaseName, default: value } of columns) {
      const column = there.get(databaseName);
      if (column) column.default = value;
    }
  }
}

/** The same app on a shadow, which is nobody's production, whatever the environment is called. */
export function onShadow({ dataSource, settings }: LifecycleTarget, shadow: DataSource): LifecycleTarget {
  takeDefaults(dataSource, shadow);
  return lifecycleTarget(shadow, { ...settings, environment: 'test' });
}

/** What the migrations make from zero, just as migration:run does it. */
export const migratedCatalog = (
  target: LifecycleTarget,
  lend: LendShadow,
  places: readonly NamedObject[] = [],
): Promise<CatalogSnapshot> =>
  lend(async (shadow) => {
    await runMigrations(onShadow(target, shadow));
    return withSession(shadow, withExtensionsAt(places, catalogReader(target)));
  });

/** What the migrations make from zero: those that ran, and all of them. */
export async function migratedCatalogs(
  target: LifecycleTarget,
  lend: LendShadow,
  executed: ReadonlySet<string>,
  places: readonly NamedObject[] = [],
): Promise<{ readonly executed: CatalogSnapshot; readonly all: CatalogSnapshot }> {
  const names = inRunningOrder(migrationNames(target.dataSource));
  const firstPending = names.findIndex((name) => !executed.has(name));
  /** One that comes late may not work behind the others. */
  const isLate = firstPending >= 0 && names.findLastIndex((name) => executed.has(name)) > firstPending;
  const catalogs = await lend(async (shadow) => {
    const there = onShadow(target, shadow);
    const read = (): Promise<CatalogSnapshot> => withSession(shadow, withExtensionsAt(places, catalogReader(target)));
    await runMigrations(there, {}, { isChosen: ({ name }) => executed.has(name) });
    const made = await read();
    if (firstPending < 0 || isLate) return { executed: made, all: made };
    await runMigrations(there);
    return { executed: made, all: await read() };
  });
  return isLate ? { ...catalogs, all: await migratedCatalog(target, lend, places) } : catalogs;
}

/**
 * Reads what the entities make in an empty database, just as a first boot does it. The database is kept and used again
 * while they stay the same. Where they need what migrations make by hand, the database gets that too.
 */
export async function readEntityDatabase<Result>(
  target: LifecycleTarget,
  lend: LendShadow,
  read: (shadow: DataSource) => Promise<Result>,
): Promise<Result> {
  const fill = (shadow: DataSource): Promise<unknown> => createTables(onShadow(target, shadow));
  const key = lend.templates && (await entityKey(target));
  const filled = async (shadow: DataSource): Promise<Result> => {
    await fill(shadow);
    return read(shadow);
  };
  try {
    return await (key === undefined ? lend(filled) : lend.templates!.filled(key, fill, read));
  } catch (error) {
    if (target.dataSource.migrations.length === 0 || !needsMore(error)) throw explainAbsence(error);
    return lend(async (shadow) => {
      await runMigrations(onShadow(target, shadow));
      await withSession(shadow, (session) =>
        session.send(clearTables([target.journal, target.migrationsTable, ...byHand(target).tables])),
      );
      return filled(shadow);
    }).catch((failure: unknown) => {
      throw explainAbsence(failure);
    });
  }
}

/** @param beside see {@link entityCatalogReader} */
export const entityCatalog = (
  target: LifecycleTarget,
  lend: LendShadow,
  beside: Extensions,
): Promise<CatalogSnapshot> =>
  readEntityDatabase(target, lend, (shadow) => withSession(shadow, entityCatalogReader(target, beside)));
