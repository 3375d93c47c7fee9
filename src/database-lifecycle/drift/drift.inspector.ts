import { NotFromZeroError } from '../errors/not-from-zero.error';
import type { CatalogSnapshot } from '../interfaces/catalog-snapshot.interface';
import type { DriftReport } from '../interfaces/drift-report.interface';
import type { MigrationStatus } from '../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { byHand } from '../migrations/by-hand';
import { apart } from '../migrations/extension.places';
import { catalogReader, entityCatalog, migratedCatalogs } from '../migrations/expected.catalogs';
import { migrationStatuses } from '../migrations/migration.inspector';
import { withShadows, type LendShadow } from '../shadow/shadow.database';
import type { ShadowServerProvider } from '../shadow/shadow.provider';
import { withReadOnlySession } from '../sql/sql.session';
import { measured } from '../telemetry/measured';
import { placeOf } from '../operations/place';
import { bySeverity } from './drift.counts';
import { driftOf } from './drift.rules';

export interface DriftOptions {
  /** Where shadow databases are made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
  /** Told what goes on. */
  onStep?(step: string): void;
}

/** One state of the live database, in a transaction that can not write. */
const readLive = (
  target: LifecycleTarget,
): Promise<{ readonly migrations: MigrationStatus[]; readonly live: CatalogSnapshot }> =>
  withReadOnlySession(target, async (session) => ({
    migrations: await migrationStatuses(target.dataSource, session),
    live: await catalogReader(target)(session),
  }));

const migratedFrom: typeof migratedCatalogs = (...args) =>
  migratedCatalogs(...args).catch((error: unknown) => {
    throw NotFromZeroError.explain(error);
  });

/** As {@link inspectDrift}, in shadows that are lent. */
export async function driftIn(
  target: LifecycleTarget,
  lend: LendShadow,
  { onStep }: DriftOptions = {},
): Promise<DriftReport> {
  const started = performance.now();
  onStep?.('Reading the live database');
  const { migrations, live } = await readLive(target);
  const executed = new Set(migrations.filter((migration) => migration.executed).map(({ name }) => name));
  onStep?.('Making what the migrations make');
  const places = apart(live.extensions, target);
  const migrated = target.dataSource.migrations.length > 0 ? await migratedFrom(target, lend, executed, places) : null;
  onStep?.('Making what the entities ask for');
  const beside = [...(migrated?.all.extensions ?? []), ...live.extensions];
  const entities = await entityCatalog(target, lend, async () => beside);
  const { environment } = target.settings;
  return {
    ...driftOf({ environment, migrations, live, entities, hand: byHand(target), migrated }),
    durationMs: performance.now() - started,
  };
}

/**
 * Tells the entities, the migrations and the live database apart. The last is read in one transaction that can not
 * write; what the others make is made in shadow databases.
 * @throws ShadowRefusedError where no shadow may be made, NotFromZeroError when the migrations fail in theirs
 */
export const inspectDrift = (target: LifecycleTarget, options: DriftOptions = {}): Promise<DriftReport> =>
  measured(
    { name: 'drift', ...placeOf(target) },
    () => withShadows(target, (lend) => driftIn(target, lend, options), options.shadowServer),
    (report) => ({ differences: bySeverity(report) }),
  );
