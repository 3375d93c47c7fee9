import { refuseTakenJournal } from '../../apply/stamp.guard';
import { ExitCode } from '../../errors/database-lifecycle.error';
import { JournalHiddenError } from '../../errors/journal.error';
import { UsageError } from '../../errors/usage.error';
import { inspectJournal, readJournal } from '../../inspect/journal.inspector';
import { journalLines } from '../../report/journal.lines';
import { withReadOnlySession } from '../../sql/sql.session';
import type { CommandRun } from '../cli.command';

const DEFAULT_LIMIT = '20';

export const dbJournal: CommandRun<'db:journal'> = async ({ lifecycle: { target } }, { last = DEFAULT_LIMIT }) => {
  const { journal } = target;
  if (!/^[1-9]\d{0,5}$/.test(String(last))) throw UsageError.journalLast(String(last));
  const entries = await withReadOnlySession(target, async (session) => {
    const state = await inspectJournal(session, journal);
    refuseTakenJournal(journal, state);
    if (state.exists && !state.readable) throw new JournalHiddenError(state, journal);
    return (await readJournal(session, journal, Number(last))).toReversed();
  });
  return {
    json: { entries },
    text: entries.length > 0 ? journalLines(entries) : ['Nothing is recorded in this database yet.'],
    exitCode: ExitCode.ok,
  };
};
