import { ExitCode } from '../../errors/database-lifecycle.error';
import { SeedingUsageError } from '../../errors/seeding-usage.error';
import type { SeedingPlan } from '../../interfaces/seeding-plan.interface';
import { seedingPlanCells, seedingPlanNotes, seedingPlanTitle } from '../../report/seeding-plan.lines';
import { runSeeders } from '../../seeding/seeding.runner';
import type { CommandRun } from '../cli.command';
import { givenConsent, refuseStrayConsent } from '../consent.step';
import { intendFresh, seedFresh } from '../fresh.step';
import { seedingFlags } from '../seeding.flags';
import { intendSeeding, isNews, seedingObserver } from '../seeding.step';
import { textTable } from '../text-table';

function planLines(plan: SeedingPlan, schema: string): string[] {
  const table = textTable(seedingPlanCells(plan, schema));
  return [
    ...(plan.seeders.length > 0 ? [seedingPlanTitle(plan), table] : ['No seeder of this app may run here.']),
    ...seedingPlanNotes(plan, schema),
  ];
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
  const { plan, chosen } = intended;
  const lines = planLines(plan, lifecycle.target.journal.schema);
  if (dryRun)
    return {
      json: { dryRun: true, plan },
      text: lines,
      exitCode: plan.seeders.some(({ state }) => state === 'due') ? ExitCode.pending : ExitCode.ok,
    };
  for (const line of lines) say(line);
  const observer = seedingObserver(context, chosen.length, isNews(plan), flags.rows);
  const seeded = await (flags.fresh && chosen.length > 0
    ? seedFresh(context, intended, flags, given, observer)
    : runSeeders(lifecycle.target, chosen, observer, { rows: flags.rows }));
  return { json: { plan, seeded, durationMs: performance.now() - started }, text: [], exitCode: ExitCode.ok };
};
