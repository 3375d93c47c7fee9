import { ExitCode } from '../../errors/database-lifecycle.error';
import { SeedingUsageError } from '../../errors/seeding-usage.error';
import type { SeedingReport } from '../../interfaces/lifecycle-report.interface';
import type { SeedingPlan } from '../../interfaces/seeding-plan.interface';
import { seedingPlanCells, seedingPlanNotes, seedingPlanTitle } from '../../report/seeding-plan.lines';
import { runSeeders } from '../../seeding/seeding.runner';
import type { CommandContext, CommandRun } from '../cli.command';
import { givenConsent, refuseStrayConsent } from '../consent.step';
import { intendFresh, seedFresh } from '../fresh.step';
import { seedingFlags, type SeedingFlags } from '../seeding.flags';
import { intendSeeding, isNews, seedingObserver, type IntendedSeeding } from '../seeding.step';
import { textTable } from '../text-table';

function planLines(plan: SeedingPlan, schema: string): string[] {
  const table = textTable(seedingPlanCells(plan, schema));
  return [
    ...(plan.seeders.length > 0 ? [seedingPlanTitle(plan), table] : ['No seeder of this app may run here.']),
    ...seedingPlanNotes(plan, schema),
  ];
}

function seedDue(
  context: CommandContext,
  { plan, chosen }: IntendedSeeding,
  { rows }: SeedingFlags,
): Promise<SeedingReport[]> {
  const observer = seedingObserver(context, chosen.length, isNews(plan));
  return runSeeders(context.lifecycle.target, chosen, observer, { rows });
}

export const dbSeed: CommandRun<'db:seed'> = async (context, { dryRun, ...options }) => {
  const { lifecycle, say } = context;
  const started = performance.now();
  const flags = seedingFlags(options, lifecycle.seeders);
  const given = givenConsent(options);
  if (!flags.fresh) refuseStrayConsent(given, SeedingUsageError.consentWithoutFresh);
  const intended = flags.fresh
    ? await intendFresh(context, flags, { given, looksOnly: dryRun === true })
    : await intendSeeding(context, flags);
  const { plan } = intended;
  const lines = planLines(plan, lifecycle.target.journal.schema);
  if (dryRun)
    return {
      json: { dryRun: true, plan },
      text: lines,
      exitCode: plan.seeders.some(({ state }) => state === 'due') ? ExitCode.pending : ExitCode.ok,
    };
  for (const line of lines) say(line);
  const seeded = await (flags.fresh && intended.chosen.length > 0
    ? seedFresh(context, intended, flags, given)
    : seedDue(context, intended, flags));
  return { json: { plan, seeded, durationMs: performance.now() - started }, text: [], exitCode: ExitCode.ok };
};
