import { ExitCode } from '../../errors/database-lifecycle.error';
import { UsageError } from '../../errors/usage.error';
import type { InitDocument } from '../../interfaces/command-documents.interface';
import type { SeedingReport } from '../../interfaces/lifecycle-report.interface';
import type { ResetOptions } from '../../interfaces/reset-plan.interface';
import { created, newTables, waiting } from '../../report/boot.lines';
import { undoing } from '../../report/restore.lines';
import { count } from '../../report/units';
import type { CommandRun } from '../cli.command';
import { givenConsent, refuseStrayConsent } from '../consent.step';
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

export const dbInit: CommandRun<'db:init'> = async (context, { seed, dryRun: dry, ...flags }) => {
  const reset = resetOptions(flags);
  const given = givenConsent(flags);
  if (!reset) refuseStrayConsent(given, UsageError.flagWithoutForce);
  if (dry) return dryRun(context, { seed: seed === true, reset });
  const { lifecycle, say, progress } = context;
  const started = performance.now();
  let cleared: Partial<InitDocument> = {};
  let undo: readonly string[] = [];
  let seeded: readonly SeedingReport[] = [];
  let report: { readonly created: readonly string[]; readonly statements: readonly string[] };
  if (reset) {
    const recreated = await recreate(context, reset, given, { seed: seed === true });
    const { trash, setAside, dropped, purged, handSet, made } = recreated;
    seeded = made ?? [];
    cleared = { trash, setAside, dropped, purged, handSet };
    undo = undoing(trash);
    report = recreated;
  } else {
    const creation = await lifecycle.create({
      onMissing: (paths) => say(newTables(paths, lifecycle.target.journal.schema)),
      onProgress: (done, total) => progress(`Created ${done} of ${count(total, 'table')}`),
      onWait: (holders) => say(waiting(holders)),
    });
    for (const { message } of creation.warnings) say(`⚠️ ${message}`);
    say(created(creation));
    report = creation;
    if (seed) seeded = await runDueSeeders(context);
  }
  const durationMs = performance.now() - started;
  return {
    json: {
      ...cleared,
      created: report.created,
      statements: report.statements,
      seeded,
      durationMs,
    },
    text: undo,
    exitCode: ExitCode.ok,
  };
};
