import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import type { SeedingPlan } from '../interfaces/seeding-plan.interface';
import { seeded } from '../report/boot.lines';
import { rowsInVain } from '../report/seeding-plan.lines';
import { chooseSeeders, type SeederChoice } from '../seeding/seeder.choice';
import type { SeedingObserver } from '../seeding/seeding.observer';
import { planSeeding } from '../seeding/seeding.planner';
import { runSeeders } from '../seeding/seeding.runner';
import { withReadOnlySession, type SqlSession } from '../sql/sql.session';
import type { CommandContext } from './cli.command';
import { SeederProgress } from './seeder.progress';
import type { SeedingFlags } from './seeding.flags';

export interface IntendedSeeding extends SeederChoice {
  readonly plan: SeedingPlan;
}

/** A further check in the session that reads the plan; throws what refuses. */
type Condition = (session: SqlSession, choice: SeederChoice) => Promise<unknown>;

/**
 * Looks what seeding would do; changes nothing.
 * @throws SeedingUsageError, LifecycleRefusedError for sample data outside development and test, EnvironmentStampError,
 *   SeedingPendingError when a table of theirs can't be used
 */
export async function intendSeeding(
  { lifecycle: { target, seeders } }: CommandContext,
  { only, rows, fresh }: SeedingFlags,
  holds: Condition = async () => undefined,
): Promise<IntendedSeeding> {
  const choice = chooseSeeders(seeders, target.settings.environment, only);
  return withReadOnlySession(target, async (session) => {
    const plan = await planSeeding(session, target, { ...choice, all: seeders, fresh, rows });
    await holds(session, choice);
    return { ...choice, plan };
  });
}

/**
 * @param tells whether to report what became of the seeder with this key
 * @param rows how many a person asked for, by the seeder's key
 */
export function seedingObserver(
  { say, onWait, progress }: CommandContext,
  of: number,
  tells: (key: string) => boolean,
  rows: SeedingFlags['rows'] = new Map(),
): SeedingObserver {
  const shown = new SeederProgress(progress, of);
  let isAsked = false;
  return {
    onWait,
    onStart(key, position) {
      isAsked = false;
      shown.start(key, position);
    },
    onRows: (written, expected) => shown.written(written, expected),
    onRowsAsked: () => void (isAsked = true),
    onSeeder(report) {
      if (tells(report.key)) say(seeded(report));
      if (report.outcome === 'seeded' && rows.has(report.key) && !isAsked) say(rowsInVain(report.key));
    },
  };
}

/** Whether what became of a seeder is news to who has read the printed plan. */
export const isNews =
  ({ seeders }: SeedingPlan) =>
  (key: string): boolean =>
    seeders.some((seeder) => seeder.key === key && seeder.state === 'due');

/**
 * Runs the seeders that may run here, each of which looks into the journal again whether it is due.
 * @throws what {@link intendSeeding} throws
 */
export async function runDueSeeders(context: CommandContext): Promise<SeedingReport[]> {
  const { target } = context.lifecycle;
  const { chosen } = await intendSeeding(context, { rows: new Map(), fresh: false });
  return runSeeders(
    target,
    chosen,
    seedingObserver(context, chosen.length, () => true),
  );
}
