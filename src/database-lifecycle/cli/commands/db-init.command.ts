import { ExitCode } from '../../errors/database-lifecycle.error';
import { UsageError } from '../../errors/usage.error';
import { created, newTables, waiting } from '../../report/boot.lines';
import { count } from '../../report/units';
import type { CommandRun } from '../cli.command';
import { dryRun } from '../dry-run.step';
import { recreate } from '../recreate.step';
import { runDueSeeders } from '../seeding.step';

export const dbInit: CommandRun = async (context, { seed, dryRun: dry, force, confirm }) => {
  if (confirm !== undefined && !force) throw UsageError.confirmWithoutForce();
  if (dry) return dryRun(context, { seed: seed === true, force: force === true });
  const { lifecycle, say, progress } = context;
  const started = performance.now();
  let dropped: readonly string[] = [];
  let report: { readonly created: readonly string[]; readonly statements: readonly string[] };
  if (force) {
    const recreated = await recreate(context, confirm as string | undefined);
    dropped = recreated.dropped;
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
  }
  const seeded = seed ? await runDueSeeders(context) : [];
  const durationMs = performance.now() - started;
  return {
    json: {
      ...(force ? { dropped } : {}),
      created: report.created,
      statements: report.statements,
      seeded,
      durationMs,
    },
    text: [],
    exitCode: ExitCode.ok,
  };
};
