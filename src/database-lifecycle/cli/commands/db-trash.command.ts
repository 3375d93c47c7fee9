import { ExitCode } from '../../errors/database-lifecycle.error';
import { trashReportLines } from '../../report/trash.lines';
import { withReadOnlySession } from '../../sql/sql.session';
import { surveyTrash } from '../../trash/trash.reporter';
import type { CommandRun } from '../cli.command';

export const dbTrash: CommandRun<'db:trash'> = async ({ lifecycle: { target }, progress }) => {
  progress('Counting records');
  const { report } = await withReadOnlySession(target, (session) => surveyTrash(session, target));
  return { json: report, text: trashReportLines(report, target.journal.schema), exitCode: ExitCode.ok };
};
