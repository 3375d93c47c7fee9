import { refuseGuardedEnvironment, refuseUnasked } from '../consent/consent.guard';
import { inspectPresence } from '../inspect/presence.inspector';
import type { DestructiveAct } from '../interfaces/consent.interface';
import type { Dependent } from '../interfaces/holdings.interface';
import type { ResetOptions } from '../interfaces/reset-plan.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { waiting } from '../report/boot.lines';
import { milliseconds } from '../report/units';
import { resetAct } from '../reset/reset.act';
import { resetFor, type ResetReport } from '../reset/reset.executor';
import { readReset } from '../reset/reset.reader';
import { withReadOnlySession } from '../sql/sql.session';
import type { CommandContext } from './cli.command';
import { askConsent, type GivenConsent } from './consent.step';
import { countedRelations } from './counted-relations';
import { textTable } from './text-table';

/** The database's name and what would be lost in it, read before anybody is asked; throws what refuses a reset. */
const inspectLoss = (
  target: LifecycleTarget,
  options: ResetOptions,
  act: DestructiveAct,
  remote?: string,
): Promise<{ database: string; rows: string[][]; dependents: readonly Dependent[] }> =>
  withReadOnlySession(target.dataSource, async (session) => {
    const presence = await inspectPresence(session, target.model.relations, target.journal);
    await refuseUnasked(session, target, presence.journalState, act, remote);
    const { holdings, plan } = await readReset(session, target, presence, options);
    const rows = await countedRelations(session, target, holdings.relations);
    return { database: presence.server.database, rows, dependents: plan.dependents };
  });

/** Sets aside, or drops, the app's tables and recreates them once a person has agreed. @param words flags beside the options */
export async function recreate(
  context: CommandContext,
  options: ResetOptions,
  given: GivenConsent,
  words: readonly string[],
): Promise<ResetReport> {
  const { lifecycle, say, progress } = context;
  const { target } = lifecycle;
  const act = resetAct(options, ...words);
  refuseGuardedEnvironment(target, act);
  const { database, rows, dependents } = await inspectLoss(target, options, act, given.remote);
  const fate = options.undo === false ? 'go with all their rows' : 'are set aside with all their rows';
  say(
    rows.length > 0
      ? `⚠️ These ${fate}, and are created anew, in database ${database}:\n${textTable(rows)}`
      : `Nothing of this app is in database ${database} yet.`,
  );
  for (const { fate, what } of dependents) say(`⚠️ Not this app's, ${fate}: ${what}`);
  const { remote, database: confirmed } = await askConsent(context, act, database, given);
  progress(options.undo === false ? 'Dropping and creating' : 'Setting aside and creating');
  const report = await resetFor(target, confirmed, options, { remote, onWait: (holders) => say(waiting(holders)) });
  const { trash, setAside, dropped, created, warnings, durationMs } = report;
  for (const { message } of warnings) say(`⚠️ ${message}`);
  const cleared = trash ? `Set ${setAside.length} aside in ${trash} and` : `Dropped ${dropped.length} and`;
  say(
    `✅ ${trash || dropped.length > 0 ? cleared : 'Nothing was there;'} created ${created.length} in ${milliseconds(durationMs)}, in one transaction`,
  );
  return report;
}
