import { ExitCode } from '../../errors/database-lifecycle.error';
import { UsageError } from '../../errors/usage.error';
import type { InitDocument } from '../../interfaces/command-documents.interface';
import type { ResetOptions } from '../../interfaces/reset-plan.interface';
import { created, newTables } from '../../report/boot.lines';
import { undoing } from '../../report/restore.lines';
import { count } from '../../report/units';
import type { CommandContext, CommandRun } from '../cli.command';
import { givenConsent, refuseStrayConsent, type GivenConsent } from '../consent.step';
import { dryRun } from '../dry-run.step';
import { recreate } from '../recreate.step';
import { runDueSeeders } from '../seeding.step';

/** @throws UsageError for flags that mean nothing, or contradict each other */
function resetOptions({ force, undo, includeDependents }: Record<string, unknown>): ResetOptions | null {
  const options = { undo: undo !== false, includeDependents: includeDependents === true };
  if (force) {
    if (options.includeDependents && !options.undo) throw UsageError.dependentsWithoutUndo();
    return options;
  }
  if (!options.undo) throw UsageError.flagWithoutForce('--no-undo');
  if (options.includeDependents) throw UsageError.flagWithoutForce('--include-dependents');
  return null;
}

type Done = Omit<InitDocument, 'durationMs'>;

/** Creates what is missing; seeds in transactions of their own. */
async function create(context: CommandContext, seed: boolean): Promise<Done> {
  const { lifecycle, say, onWait, progress } = context;
  const report = await lifecycle.create({
    onMissing: (paths) => say(newTables(paths, lifecycle.target.journal.schema)),
    onProgress: (done, total) => progress(`Created ${done} of ${count(total, 'table')}`),
    onWait,
  });
  for (const { message } of report.warnings) say(`⚠️ ${message}`);
  say(created(report));
  const seeded = seed ? await runDueSeeders(context) : [];
  return { created: report.created, statements: report.statements, seeded };
}

/** Sets all aside, or drops it, and creates it anew; seeds in the same transaction. */
async function reset(
  context: CommandContext,
  options: ResetOptions,
  given: GivenConsent,
  seed: boolean,
): Promise<Done> {
  const report = await recreate(context, options, given, { seed });
  const { trash, setAside, dropped, purged, handSet, made = [], statements } = report;
  return { trash, setAside, dropped, purged, handSet, created: report.created, statements, seeded: made };
}

export const dbInit: CommandRun<'db:init'> = async (context, { seed, dryRun: dry, ...flags }) => {
  const options = resetOptions(flags);
  const given = givenConsent(flags);
  const seeds = seed === true;
  if (!options) refuseStrayConsent(given, UsageError.flagWithoutForce);
  if (dry) return dryRun(context, { seed: seeds, reset: options });
  const started = performance.now();
  const done = await (options ? reset(context, options, given, seeds) : create(context, seeds));
  return {
    json: { ...done, durationMs: performance.now() - started },
    text: undoing(done.trash ?? null),
    exitCode: ExitCode.ok,
  };
};
