import { refuseGuardedEnvironment, refuseUnasked } from '../../consent/consent.guard';
import { ExitCode } from '../../errors/database-lifecycle.error';
import { UsageError } from '../../errors/usage.error';
import { inspectJournal } from '../../inspect/journal.inspector';
import type { DestructiveAct } from '../../interfaces/consent.interface';
import type { PurgeReport, TrashReport } from '../../interfaces/trash-report.interface';
import type { Trash } from '../../interfaces/trash.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { purged, purgePlanLines } from '../../report/trash.lines';
import { withReadOnlySession } from '../../sql/sql.session';
import { parseAge } from '../../trash/age';
import { purgeAct } from '../../trash/purge.act';
import { purgeFor } from '../../trash/purge.executor';
import { purgeOrder } from '../../trash/purge.guard';
import { surveyTrash } from '../../trash/trash.reporter';
import { pickTrash } from '../../trash/trash.picker';
import type { CommandOptions, CommandRun } from '../cli.command';
import { askConsent, givenConsent } from '../consent.step';

/** What is asked for: one by its name, all from an age on, or all. */
interface Choice {
  readonly words: readonly string[];
  readonly name: string;
  readonly olderThan: number;
}

/** @throws UsageError for an age that is none, or a name beside an age */
function choiceOf({ olderThan }: CommandOptions, name: string): Choice {
  if (olderThan === undefined) return { words: name === '' ? [] : [name], name, olderThan: 0 };
  if (name !== '') throw UsageError.nameAndAge(name, String(olderThan));
  const seconds = parseAge(String(olderThan));
  if (seconds === undefined) throw UsageError.olderThan(String(olderThan));
  return { words: ['--older-than', String(olderThan)], name, olderThan: seconds };
}

/** What would go, read before anybody is asked; throws what refuses it. */
const inspectChosen = (
  target: LifecycleTarget,
  act: DestructiveAct,
  { name, olderThan }: Choice,
  remote?: string,
): Promise<{ report: TrashReport; order: readonly string[]; kept: readonly string[] }> =>
  withReadOnlySession(target, async (session) => {
    await refuseUnasked(session, target, await inspectJournal(session, target.journal), act, remote);
    const isChosen = (trash: Trash, age: number): boolean => (name === '' ? age >= olderThan : trash.name === name);
    const { report, trashes, contents } = await surveyTrash(session, target, isChosen);
    if (name !== '') await pickTrash(session, { trashes, unreadable: report.unreadable }, name);
    // The oldest goes first: it is missed the least, should one of them fail.
    const order = purgeOrder(contents, [...contents.keys()].toReversed());
    const chosen = new Set(order);
    return { report, order, kept: trashes.map((trash) => trash.name).filter((one) => !chosen.has(one)) };
  });

export const dbPurge: CommandRun<'db:purge'> = async (context, options, argument) => {
  const { lifecycle, say, onWait, progress } = context;
  const { target } = lifecycle;
  const choice = choiceOf(options, argument.trim());
  const given = givenConsent(options);
  const act = purgeAct(...choice.words);
  refuseGuardedEnvironment(target, act);
  progress('Counting records');
  const { report, order, kept } = await inspectChosen(target, act, choice, given.remote);
  const chosen = report.trashes;
  const purgedOnes: PurgeReport[] = [];
  if (chosen.length > 0) {
    for (const line of purgePlanLines(report.database, chosen, target.journal.schema)) say(line);
    const consent = await askConsent(context, act, report.database, given);
    for (const name of order) {
      progress(`Deleting ${name}`);
      const one = await purgeFor(target, { name, act, consent }, { onWait });
      purgedOnes.push(one);
      say(purged(one));
    }
  }
  return {
    json: { database: report.database, purged: purgedOnes, kept },
    text: chosen.length > 0 ? [] : [`Nothing to delete in database ${report.database}.`],
    exitCode: ExitCode.ok,
  };
};
