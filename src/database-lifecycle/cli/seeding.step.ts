import { refuseForeignDatabase } from '../apply/stamp.guard';
import { withReadOnlySession } from '../sql/sql.session';
import { inspectPresence } from '../inspect/presence.inspector';
import { LifecycleRefusedError } from '../errors/refused.error';
import { SeedingPendingError } from '../errors/seeding-pending.error';
import type { SeedingReport } from '../interfaces/lifecycle-report.interface';
import { seeded, waiting } from '../report/boot.lines';
import { dueSeeders, tablesOf } from '../seeding/due-seeders';
import { runSeeders } from '../seeding/seeding.runner';
import { pathOf } from '../sql/identifier';
import type { CommandContext } from './cli.command';

/**
 * Runs the seeders that may run here, each of which looks into the journal whether it is due, and tells of each.
 * @throws LifecycleRefusedError outside development and test, EnvironmentStampError, SeedingPendingError when a table of theirs can't be used
 */
export async function runDueSeeders({ lifecycle, say, progress }: CommandContext): Promise<SeedingReport[]> {
  const { target, seeders } = lifecycle;
  const { environment } = target.settings;
  if (environment.policy !== 'auto-create') throw LifecycleRefusedError.sampleData(environment.name);
  const candidates = dueSeeders(target, seeders, []);
  const { relations } = target.model;
  const { findings, journalState } = await withReadOnlySession(target.dataSource, (session) =>
    inspectPresence(session, relations, target.journal),
  );
  refuseForeignDatabase(target, journalState);
  const unusable = new Set(
    findings.filter(({ state }) => state !== 'present').map(({ index }) => pathOf(relations[index]!)),
  );
  const needed = candidates.flatMap((seeder) => tablesOf(target, seeder).map(pathOf));
  const absent = [...new Set(needed)].filter((path) => unusable.has(path));
  if (absent.length > 0) throw new SeedingPendingError(absent);
  return runSeeders(target, candidates, {
    onWait: (holders) => say(waiting(holders)),
    onStart: (key, position) => progress(`Running seeder ${key}, ${position} of ${candidates.length}`),
    onSeeder: (report) => say(seeded(report)),
  });
}
