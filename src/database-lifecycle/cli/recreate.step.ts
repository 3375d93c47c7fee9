import { refuseGuardedEnvironment, refuseUnasked } from '../consent/consent.guard';
import { inspectPresence } from '../inspect/presence.inspector';
import type { DestructiveAct } from '../interfaces/consent.interface';
import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import type { ResetOptions, ResetPlan } from '../interfaces/reset-plan.interface';
import type { PurgeReport, TrashStatus } from '../interfaces/trash-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { PartialOperation } from '../operations/operation';
import { seeded } from '../report/boot.lines';
import { recreated, recreating, resetPlanLines } from '../report/reset.lines';
import { resetAct } from '../reset/reset.act';
import { resetFor, type ResetReport, type ResetWork } from '../reset/reset.executor';
import { readReset } from '../reset/reset.reader';
import { dueSeeders } from '../seeding/due-seeders';
import { seedingOutcome, seedInTransaction } from '../seeding/seeding.runner';
import { withReadOnlySession } from '../sql/sql.session';
import { readExpired } from '../trash/retention.reader';
import type { CommandContext } from './cli.command';
import { askConsent, type GivenConsent } from './consent.step';
import { countedRelations } from './counted-relations';
import { purgeExpired } from './retention.step';
import { seedingObserver } from './seeding.step';
import { textTable } from './text-table';

interface Recreation extends ResetReport<readonly SeedingReport[]> {
  /** What an earlier reset had set aside, and this one let go of. */
  readonly purged: readonly PurgeReport[];
}

/** What a reset would do, read before anybody is asked. */
interface IntendedReset {
  readonly database: string;
  /** Cells: each relation with its record count and size. */
  readonly rows: string[][];
  readonly plan: ResetPlan;
  readonly expired: readonly TrashStatus[];
}

/** @throws whatever stands against the reset, e.g. ConsentError or ResetRefusedError */
const intendReset = (
  target: LifecycleTarget,
  options: ResetOptions,
  act: DestructiveAct,
  remote?: string,
): Promise<IntendedReset> =>
  withReadOnlySession(target, async (session) => {
    const presence = await inspectPresence(session, target.model.relations, target.journal);
    await refuseUnasked(session, target, presence.journalState, act, remote);
    const { holdings, plan } = await readReset(session, target, presence, options);
    return {
      database: presence.server.database,
      rows: await countedRelations(session, target, holdings.relations),
      plan,
      expired: await readExpired(session, target, plan.aside ? 1 : 0),
    };
  });

const SEEDER_REMEDY = 'All is as it was before the reset. Correct the seeder, then call the same command again.';

interface Seeding extends Required<Pick<ResetWork<readonly SeedingReport[]>, 'beforeClearing' | 'afterCreation'>> {
  committed(): Promise<void>;
}

/**
 * Runs the seeders in the transaction of the reset, and reports on them once it is committed. Undefined when no seeder
 * may run.
 */
function seedingOf(context: CommandContext): Seeding | undefined {
  const { target, seeders } = context.lifecycle;
  const keys = dueSeeders(target, seeders, []).map(({ options }) => options.key);
  if (keys.length === 0) return undefined;
  const observer = seedingObserver(context, keys.length, () => false);
  const seeding = new PartialOperation(target, 'seed', (reports: readonly SeedingReport[]) =>
    seedingOutcome(reports, false),
  );
  return {
    beforeClearing: () => seeding.before({ seeders: keys, fresh: false }),
    afterCreation: (session) =>
      seeding.perform(() => seedInTransaction(session, target, seeders, SEEDER_REMEDY, observer)),
    committed: () => seeding.committed(),
  };
}

/**
 * Sets aside, or drops, the app's tables and recreates them once a person has agreed.
 * @param seed whether the seeders run in the same transaction
 */
export async function recreate(
  context: CommandContext,
  options: ResetOptions,
  given: GivenConsent,
  { seed }: { readonly seed: boolean },
): Promise<Recreation> {
  const { lifecycle, say, onWait, progress } = context;
  const { target } = lifecycle;
  const act = resetAct(options, ...(seed ? ['--seed'] : []));
  refuseGuardedEnvironment(target, act);
  const seeding = seed ? seedingOf(context) : undefined;
  progress('Counting records');
  const { database, rows, plan, expired } = await intendReset(target, options, act, given.remote);
  say(recreating(database, rows.length > 0 ? textTable(rows) : null, options));
  for (const line of resetPlanLines(plan, expired)) say(line);
  const consent = await askConsent(context, act, database, given);
  progress(options.undo === false ? 'Dropping and creating' : 'Setting aside and creating');
  const report = await resetFor(target, consent.database, options, {
    remote: consent.remote,
    onWait,
    beforeClearing: seeding?.beforeClearing,
    afterCreation: seeding?.afterCreation,
  });
  await seeding?.committed();
  for (const { message } of report.warnings) say(`⚠️ ${message}`);
  say(recreated(report));
  for (const one of report.made ?? []) say(seeded(one));
  return { ...report, purged: await purgeExpired(context, expired, { act, consent }) };
}
