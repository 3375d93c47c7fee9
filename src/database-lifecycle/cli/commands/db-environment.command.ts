import { stampEnvironment } from '../../apply/environment.stamper';
import { refuseTakenJournal } from '../../apply/stamp.guard';
import { environmentNamed } from '../../environment';
import { ExitCode } from '../../errors/database-lifecycle.error';
import { EnvironmentStampError, stampWords } from '../../errors/environment-stamp.error';
import { UsageError } from '../../errors/usage.error';
import { inspectJournal } from '../../inspect/journal.inspector';
import type { EnvironmentChange, EnvironmentDocument } from '../../interfaces/command-documents.interface';
import { belongsTo } from '../../plan/stamp.rules';
import { unknownEnvironment } from '../../report/boot.lines';
import { foreignStamp } from '../../report/stamp.lines';
import { withReadOnlySession } from '../../sql/sql.session';
import type { CommandContext, CommandOutcome, CommandRun } from '../cli.command';

async function show({ lifecycle: { target } }: CommandContext): Promise<CommandOutcome<EnvironmentDocument>> {
  const { journal, settings } = target;
  const { environment } = settings;
  const state = await withReadOnlySession(target, (session) => inspectJournal(session, journal));
  const { database, stamp, exists, readable } = state;
  refuseTakenJournal(journal, state);
  if (exists && !readable) throw EnvironmentStampError.hidden(state, environment.name, journal);
  const foreign = stamp !== null && !belongsTo(environment, stamp);
  const unstamped = `Database ${database} has no stamp yet; the first write gives it this environment's, ${environment.name}.`;
  return {
    json: { database, environment: environment.name, stamp },
    text: [
      ...(stamp === null ? [unstamped] : [`Database ${database} is stamped ${stampWords(stamp)}`]),
      ...(foreign ? [foreignStamp(database, environment.name, stamp)] : []),
    ],
    exitCode: foreign ? ExitCode.pending : ExitCode.ok,
  };
}

async function change(
  context: CommandContext,
  name: string,
  confirm?: string,
): Promise<CommandOutcome<EnvironmentChange>> {
  const { lifecycle, terminal, say, onWait } = context;
  const { target } = lifecycle;
  const { database, stamp } = await withReadOnlySession(target, (session) => inspectJournal(session, target.journal));
  const { recognized, policy } = environmentNamed(name);
  if (!recognized) say(`⚠️ ${unknownEnvironment(name)}`);
  if (policy === 'auto-create' && stamp && !belongsTo(environmentNamed(name), stamp)) {
    say(`⚠️ Once it is stamped ${name}, a start creates and seeds in it, and db:init --force sets its tables aside.`);
  }
  if (confirm === undefined && !terminal.interactive) throw EnvironmentStampError.noTerminal(database, name);
  const question = `To stamp it ${name}, type the database's name (${database}); anything else changes nothing: `;
  const answer = confirm ?? (await terminal.ask(question));
  const before = await stampEnvironment(target, name, answer, { onWait });
  const was = before === null ? 'had no stamp' : `was stamped ${stampWords(before)}`;
  return {
    json: { database, before, after: name },
    text: [
      before?.environment === name
        ? `✅ Database ${database} is stamped ${name} already, nothing was changed.`
        : `✅ Database ${database} is stamped ${name}; it ${was}.`,
    ],
    exitCode: ExitCode.ok,
  };
}

export const dbEnvironment: CommandRun<'db:environment'> = async (context, { confirm }, argument) => {
  const name = argument.trim();
  if (argument === '') {
    if (confirm !== undefined) throw UsageError.confirmWithoutEnvironment();
    return show(context);
  }
  if (!/^[\w.-]{1,63}$/.test(name)) throw UsageError.environmentName(name);
  return change(context, name, confirm as string | undefined);
};
