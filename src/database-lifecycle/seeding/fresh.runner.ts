import { recordFailure } from '../apply/failure.recorder';
import { refuseGuardedEnvironment, refuseWithoutConsent } from '../consent/consent.guard';
import { SeedingPendingError } from '../errors/seeding-pending.error';
import { SeederError } from '../errors/seeder.error';
import type { Consent, DestructiveAct } from '../interfaces/consent.interface';
import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { operate, type Operation } from '../operations/operation';
import { withSession } from '../sql/sql.session';
import { unusableTables } from './seeder.performer';
import type { RegisteredSeeder } from './seeder.registry';
import type { SeedingObserver, SeedingRequest } from './seeding.observer';
import { tablesOfAll } from './seeding.planner';
import { beginSeeding, performAll, seedingOutcome } from './seeding.runner';
import { emptyTables, inspectEmptying } from './table.emptier';

interface FreshSeeding {
  /** In the order to run them. */
  readonly chosen: readonly RegisteredSeeder[];
  /** Every seeder of the app, so that a refusal can name those that would have to be chosen too. */
  readonly all: readonly RegisteredSeeder[];
  readonly act: DestructiveAct;
  readonly consent: Consent;
}

const REMEDY = 'All rows are there as before. Correct the seeder, then call the same command again.';

async function seedFresh(
  operation: Operation<'seed'>,
  target: LifecycleTarget,
  { chosen, all, act, consent }: FreshSeeding,
  observer: SeedingObserver,
  request: SeedingRequest,
): Promise<SeedingReport[]> {
  return withSession(target.dataSource, async (session) => {
    const presence = await beginSeeding(session, target, operation.locking(observer));
    await refuseWithoutConsent(session, target, presence.journalState, act, consent);
    const absent = unusableTables(target, presence, tablesOfAll(target, chosen));
    if (absent.length > 0) throw SeedingPendingError.tables(absent, target.settings.environment);
    const emptying = await inspectEmptying(session, target, chosen, all);
    await operation.before({ seeders: chosen.map(({ options }) => options.key), fresh: true });
    await emptyTables(session, target, emptying);
    const work = { presence: { ...presence, journal: [] }, emptied: true, remedy: REMEDY };
    const started = performance.now();
    try {
      const reports = await performAll(session, target, chosen, work, observer, request);
      await session.runner.commitTransaction();
      return reports;
    } catch (error) {
      const name = error instanceof SeederError ? error.key : chosen.map(({ options }) => options.key).join(',');
      await recordFailure(session, target, { event: 'seed', name, durationMs: performance.now() - started }, error);
      throw error;
    }
  });
}

/**
 * Empties the tables of the chosen seeders and runs them anew, all in one transaction under the lifecycle lock: tables
 * that refer to each other can be emptied together only, and a seeder that fails must not leave the others' tables empty.
 * @throws ConsentError, EnvironmentStampError, EmptyingRefusedError, LifecycleLockError, SeedingPendingError,
 *   SeederError; in each case nothing was changed, unless a seeder has ended the transaction, which its error says
 */
export async function runFresh(
  target: LifecycleTarget,
  seeding: FreshSeeding,
  observer: SeedingObserver = {},
  request: SeedingRequest = {},
): Promise<SeedingReport[]> {
  refuseGuardedEnvironment(target, seeding.act);
  return operate(
    target,
    'seed',
    (operation) => seedFresh(operation, target, seeding, observer, request),
    (seeded) => seedingOutcome(seeded, true),
  );
}
