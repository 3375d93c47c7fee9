import { statusFor } from '../../database-status';
import { environmentNamed } from '../../environment';
import { ExitCode } from '../../errors/database-lifecycle.error';
import { statusLines } from '../../report/status.lines';
import { needsAction } from '../../report/status.report';
import type { CommandRun } from '../cli.command';

export const dbStatus: CommandRun = async ({ lifecycle: { target }, progress }, { exact }) => {
  progress(exact ? 'Counting every record' : 'Counting records');
  const report = await statusFor(target, { exact: exact === true });
  const environment = environmentNamed(report.treatedAs);
  return {
    json: report,
    text: statusLines(report, { environment, defaultSchema: target.journal.schema }),
    exitCode: needsAction(report, environment.policy === 'auto-create') ? ExitCode.pending : ExitCode.ok,
  };
};
