import { refuseForeignDatabase } from '../apply/stamp.guard';
import { SeedingPendingError } from '../errors/seeding-pending.error';
import { inspectPresence } from '../inspect/presence.inspector';
import { inspectStatistics } from '../inspect/statistics.inspector';
import type { NamedObject, PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { PlannedSeeder, SeedingPlan } from '../interfaces/seeding-plan.interface';
import type { RelationStatistics } from '../interfaces/statistics.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { distinct, pathOf } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { standingOf, tablesOf } from './due-seeders';
import type { SeederChoice } from './seeder.choice';
import { unusableTables } from './seeder.performer';
import { isReference, mayRunIn, type RegisteredSeeder } from './seeder.registry';

interface SeedingIntent extends SeederChoice {
  /** Every seeder of the app: what a chosen one depends on may not be chosen. */
  readonly all: readonly RegisteredSeeder[];
  /** Whether their tables are emptied and they run anew. */
  readonly fresh: boolean;
  readonly rows: ReadonlyMap<string, number>;
}

/** The tables of all these seeders, each once. */
export const tablesOfAll = (target: LifecycleTarget, seeders: readonly RegisteredSeeder[]): NamedObject[] =>
  distinct(seeders.flatMap((seeder) => tablesOf(target, seeder)));

function planSeeder(
  target: LifecycleTarget,
  presence: PresenceSnapshot,
  statistics: ReadonlyMap<string, RelationStatistics>,
  seeder: RegisteredSeeder,
  { fresh, rows }: SeedingIntent,
): PlannedSeeder {
  const { key, mode = 'once' } = seeder.options;
  const tables = tablesOf(target, seeder).map((table) => {
    const { rows = null, estimated = false } = statistics.get(pathOf(table)) ?? {};
    return { table: pathOf(table), rows, estimated };
  });
  const standing = standingOf(target, seeder, presence.journal);
  // Where rows can not be counted there are some: an empty table is known as such.
  const filled = tables.filter((table) => table.rows !== 0).map(({ table }) => table);
  const passedOver = standing.due && mode === 'once' && filled.length > 0;
  const common = { key, mode, reference: isReference(seeder), rowsAsked: rows.get(key) ?? null, tables };
  if (fresh) return { ...common, state: 'due', why: 'its tables are emptied' };
  if (passedOver) return { ...common, state: 'filled', why: `${filled.join(', ')} already holds rows` };
  return { ...common, state: standing.due ? 'due' : 'done', why: standing.why };
}

const ABSENT: Pick<RelationStatistics, 'rows'> = { rows: 0 };

/** @throws SeedingPendingError when one that is due depends on one that was left out and has not run */
function refuseUnmetDependencies(
  target: LifecycleTarget,
  presence: PresenceSnapshot,
  statistics: ReadonlyMap<string, RelationStatistics>,
  planned: readonly PlannedSeeder[],
  { all, chosen }: SeedingIntent,
): void {
  const keys = chosen.map(({ options }) => options.key);
  const isMet = (seeder: RegisteredSeeder): boolean =>
    !mayRunIn(seeder, target.settings.environment.name) ||
    standingOf(target, seeder, presence.journal).hasRun ||
    tablesOf(target, seeder).some((table) => (statistics.get(pathOf(table)) ?? ABSENT).rows !== 0);
  for (const { key } of planned.filter(({ state }) => state === 'due')) {
    const { dependsOn = [] } = chosen.find(({ options }) => options.key === key)!.options;
    const unmet = all.find(
      (seeder) => dependsOn.includes(seeder.options.key) && !keys.includes(seeder.options.key) && !isMet(seeder),
    );
    if (unmet) throw SeedingPendingError.dependency(key, unmet.options.key, keys);
  }
}

/**
 * Plans what a person's command is about to do; reads only. Must run in a transaction.
 * @throws EnvironmentStampError, SeedingPendingError when a table can't be used or a dependency has not run,
 *   LifecycleLockError when a table stays locked
 */
export async function planSeeding(
  session: SqlSession,
  target: LifecycleTarget,
  intent: SeedingIntent,
): Promise<SeedingPlan> {
  const { model, journal, settings } = target;
  const { chosen, leftOut, all, fresh } = intent;
  const presence = await inspectPresence(session, model.relations, journal);
  refuseForeignDatabase(target, presence.journalState);
  const tables = tablesOfAll(target, chosen);
  const absent = unusableTables(target, presence, tables);
  if (absent.length > 0) throw SeedingPendingError.tables(absent, settings.environment);
  const needed = all.filter(({ options }) => chosen.some((seeder) => seeder.options.dependsOn?.includes(options.key)));
  const { relations: statistics } = await inspectStatistics(session, tablesOfAll(target, [...chosen, ...needed]), [], {
    lockTimeoutMs: settings.lockTimeoutMs,
  });
  const seeders = chosen.map((seeder) => planSeeder(target, presence, statistics, seeder, intent));
  refuseUnmetDependencies(target, presence, statistics, seeders, intent);
  return {
    environment: settings.environment.name,
    database: presence.server.database,
    seeders,
    leftOut: leftOut.map(({ options }) => options.key),
    toEmpty: fresh ? tables.map(pathOf) : [],
  };
}
