import { ExitCode } from '../../errors/database-lifecycle.error';
import { seedingPlanCells, seedingPlanNotes, seedingPlanTitle } from '../../report/seeding-plan.lines';
import { runSeeders } from '../../seeding/seeding.runner';
import type { CommandContext, CommandRun } from '../cli.command';
import { seedingFlags } from '../seeding.flags';
import { intendSeeding, isNews, seedingObserver, type IntendedSeeding } from '../seeding.step';
import { textTable } from '../text-table';

function planLines({ plan }: IntendedSeeding, { lifecycle }: CommandContext): string[] {
  const { schema } = lifecycle.target.journal;
  const table = textTable(seedingPlanCells(plan, schema));
  return [
    ...(plan.seeders.length > 0 ? [seedingPlanTitle(plan), table] : ['No seeder of this app may run here.']),
    ...seedingPlanNotes(plan),
  ];
}

export const dbSeed: CommandRun = async (context, { dryRun, ...options }) => {
  const started = performance.now();
  const { rows, ...flags } = seedingFlags(options, context.lifecycle.seeders);
  const intended = await intendSeeding(context, { ...flags, rows, fresh: false });
  const { plan, chosen } = intended;
  const lines = planLines(intended, context);
  if (dryRun)
    return {
      json: { dryRun: true, plan },
      text: lines,
      exitCode: plan.seeders.some(({ state }) => state === 'due') ? ExitCode.pending : ExitCode.ok,
    };
  for (const line of lines) context.say(line);
  const observer = seedingObserver(context, chosen.length, isNews(plan));
  const seeded = await runSeeders(context.lifecycle.target, chosen, observer, { rows });
  return {
    json: { plan, seeded, durationMs: performance.now() - started },
    text: [],
    exitCode: ExitCode.ok,
  };
};
