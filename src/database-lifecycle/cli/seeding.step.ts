import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import type { SeedingPlan } from '../interfaces/seeding-plan.interface';
import { seeded, waiting } from '../report/boot.lines';
import { chooseSeeders } from '../seeding/seeder.choice';
import type { RegisteredSeeder } from '../seeding/seeder.registry';
import type { SeedingObserver } from '../seeding/seeding.observer';
import { planSeeding, type SeedingIntent } from '../seeding/seeding.planner';
import { runSeeders } from '../seeding/seeding.runner';
import { withReadOnlySession } from '../sql/sql.session';
import type { CommandContext } from './cli.command';
import type { SeedingFlags } from './seeding.flags';

export interface IntendedSeeding {
  readonly plan: SeedingPlan;
  /** In the order of the plan. */
  readonly chosen: readonly RegisteredSeeder[];
}

/**
 * Looks what seeding would do; changes nothing.
 * @throws SeedingUsageError, LifecycleRefusedError for sample data outside development and test, EnvironmentStampError,
 *   SeedingPendingError when a table of theirs can't be used
 */
export async function intendSeeding(
  { lifecycle: { target, seeders } }: CommandContext,
  { only, rows, fresh }: SeedingFlags & Pick<SeedingIntent, 'fresh'>,
): Promise<IntendedSeeding> {
  const choice = chooseSeeders(seeders, target.settings.environment, only);
  const intent = { ...choice, all: seeders, fresh, rows };
  const plan = await withReadOnlySession(target.dataSource, (session) => planSeeding(session, target, intent));
  return { plan, chosen: choice.chosen };
}

/** @param tells whether a person is to hear what became of a seeder */
export const seedingObserver = (
  { say, progress }: CommandContext,
  of: number,
  tells: (key: string) => boolean,
): SeedingObserver => ({
  onWait: (holders) => say(waiting(holders)),
  onStart: (key, position) => progress(`Running seeder ${key}, ${position} of ${of}`),
  onSeeder: (report) => tells(report.key) && say(seeded(report)),
});

/** Whether the plan that was printed does not tell already what became of a seeder. */
export const isNews =
  ({ seeders }: SeedingPlan) =>
  (key: string): boolean =>
    seeders.some((seeder) => seeder.key === key && seeder.state === 'due');

/** Runs the seeders that may run here, each of which looks into the journal again whether it is due; see {@link intendSeeding} for what it throws. */
export async function runDueSeeders(context: CommandContext): Promise<SeedingReport[]> {
  const { target } = context.lifecycle;
  const { chosen } = await intendSeeding(context, { rows: new Map(), fresh: false });
  return runSeeders(
    target,
    chosen,
    seedingObserver(context, chosen.length, () => true),
  );
}
