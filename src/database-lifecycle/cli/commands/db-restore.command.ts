import { refuseForeignDatabase } from '../../apply/stamp.guard';
import { refuseGuardedEnvironment, refuseUnasked } from '../../consent/consent.guard';
import { ExitCode } from '../../errors/database-lifecycle.error';
import { inspectPresence } from '../../inspect/presence.inspector';
import type { RestoreDryRun } from '../../interfaces/command-documents.interface';
import type { RestoreReport } from '../../interfaces/restore-report.interface';
import type { RestoreOptions, RestorePlan } from '../../interfaces/restore-plan.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { restored, restorePlanLines, undoing } from '../../report/restore.lines';
import { pathOf } from '../../sql/identifier';
import { withReadOnlySession, type SqlSession } from '../../sql/sql.session';
import { homeOfTrash } from '../../trash/places';
import { restoreAct } from '../../trash/restore.act';
import { restoreFor } from '../../trash/restore.executor';
import { readRestore, type RestoreSnapshot } from '../../trash/restore.reader';
import type { CommandContext, CommandOutcome, CommandRun } from '../cli.command';
import { askConsent, givenConsent, type GivenConsent } from '../consent.step';
import { countedRelations } from '../counted-relations';
import { remark } from '../script.lines';
import { textTable } from '../text-table';

/** What comes back and what makes room for it, with record counts. */
async function counted(
  session: SqlSession,
  target: LifecycleTarget,
  { going, coming, plan }: RestoreSnapshot,
): Promise<{ back: string[][]; aside: string[][] }> {
  const homeOf = homeOfTrash(plan.trash.manifest);
  return {
    back: await countedRelations(
      session,
      target,
      coming.relations,
      ({ schema, name }) => `${homeOf.get(schema)}.${name}`,
    ),
    aside: await countedRelations(session, target, going.relations),
  };
}

async function dryRun(
  { lifecycle: { target } }: CommandContext,
  options: RestoreOptions,
): Promise<CommandOutcome<RestoreDryRun>> {
  const plan = await withReadOnlySession(target, async (session): Promise<RestorePlan> => {
    const presence = await inspectPresence(session, target.model.relations, target.journal);
    refuseForeignDatabase(target, presence.journalState);
    return (await readRestore(session, target, presence, options)).plan;
  });
  const { trash, aside, restores, dependents, lost, migrations } = plan;
  const statements = [...plan.statements, ...plan.records].map(({ sql }) => sql);
  const notes = restorePlanLines(plan, target.journal.schema).map(remark);
  return {
    json: {
      dryRun: true,
      toRestore: trash.name,
      relations: restores,
      toSetAside: aside?.manifest.relations.map(pathOf) ?? [],
      dependents,
      lost,
      migrations,
      statements,
    },
    text: [remark(`to bring back: ${trash.name}`), ...notes, ...statements.map((statement) => `${statement};`)],
    exitCode: ExitCode.pending,
  };
}

/** Tells what comes back and what goes aside for it, asks, and does it. */
async function restore(
  context: CommandContext,
  options: RestoreOptions,
  given: GivenConsent,
): Promise<CommandOutcome<RestoreReport>> {
  const { lifecycle, say, onWait, progress } = context;
  const { target } = lifecycle;
  const act = restoreAct(options);
  progress('Counting records');
  const { plan, database, back, aside } = await withReadOnlySession(target, async (session) => {
    const presence = await inspectPresence(session, target.model.relations, target.journal);
    await refuseUnasked(session, target, presence.journalState, act, given.remote);
    const snapshot = await readRestore(session, target, presence, options);
    return { ...snapshot, ...(await counted(session, target, snapshot)), database: presence.server.database };
  });
  say(`↩️ These come back from ${plan.trash.name}, with all their rows, to database ${database}:\n${textTable(back)}`);
  if (aside.length > 0)
    say(`⚠️ These stand there now, and are set aside first, with all their rows:\n${textTable(aside)}`);
  for (const line of restorePlanLines(plan, target.journal.schema)) say(`⚠️ ${line}`);
  const { remote, database: confirmed } = await askConsent(context, act, database, given);
  progress('Setting aside and bringing back');
  // The plan that was agreed to named one: a reset since then must not turn "the newest" into another.
  const chosen = { ...options, name: plan.trash.name };
  const report = await restoreFor(target, confirmed, chosen, { remote, onWait });
  say(restored(report));
  return { json: report, text: undoing(report.trash), exitCode: ExitCode.ok };
}

export const dbRestore: CommandRun<'db:restore'> = async (
  context,
  { dryRun: dry, includeDependents, ...flags },
  argument,
) => {
  const name = argument.trim();
  const options: RestoreOptions = {
    includeDependents: includeDependents === true,
    ...(name === '' ? {} : { name }),
  };
  refuseGuardedEnvironment(context.lifecycle.target, restoreAct(options));
  return dry ? dryRun(context, options) : restore(context, options, givenConsent(flags));
};
