import type { DatabaseLifecycleService } from '../../database-lifecycle.service';
import { statusFor } from '../../database-status';
import { environmentNamed } from '../../environment';
import { ExitCode } from '../../errors/database-lifecycle.error';
import type { LifecycleEnvironment } from '../../interfaces/environment.interface';
import type { PlanNotice } from '../../interfaces/lifecycle-plan.interface';
import { idleEntitiesWarning } from '../../metadata/idle.entities';
import { statusLines } from '../../report/status.lines';
import { needsAction } from '../../report/status.report';
import type { CommandRun } from '../cli.command';

function idleEntities({ dataSources }: DatabaseLifecycleService): PlanNotice[] {
  const message = idleEntitiesWarning(dataSources);
  return message === undefined ? [] : [{ code: 'idle-entity', message }];
}

export const dbStatus: CommandRun<'db:status'> = async ({ lifecycle, progress }, { exact }) => {
  progress(exact ? 'Counting every record' : 'Counting records');
  const { target } = lifecycle;
  const found = await statusFor(target, { exact: exact === true });
  const report = { ...found, warnings: [...found.warnings, ...idleEntities(lifecycle)] };
  const acting = environmentNamed(report.treatedAs);
  // With autoCreate: false tables come from migrations here, too.
  const environment: LifecycleEnvironment = target.settings.autoCreate
    ? acting
    : { ...acting, policy: 'migrations-only' };
  return {
    json: report,
    text: statusLines(report, { environment, defaultSchema: target.journal.schema }),
    exitCode: needsAction(report, environment.policy === 'auto-create') ? ExitCode.pending : ExitCode.ok,
  };
};
