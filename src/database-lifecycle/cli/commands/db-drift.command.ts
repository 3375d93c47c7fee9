import { inspectDrift } from '../../drift/drift.inspector';
import { ExitCode } from '../../errors/database-lifecycle.error';
import { driftLines } from '../../report/drift.lines';
import type { CommandRun } from '../cli.command';

export const dbDrift: CommandRun<'db:drift'> = async ({ lifecycle: { target }, shadowServer, progress }) => {
  const report = await inspectDrift(target, { shadowServer, onStep: progress });
  return {
    json: report,
    text: driftLines(report, target.journal.schema, target.migrationsTable),
    exitCode: report.agree ? ExitCode.ok : ExitCode.pending,
  };
};
