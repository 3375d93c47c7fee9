import { ExitCode } from '../../errors/database-lifecycle.error';
import { meetAndRun } from '../../migrations/meet/meeting.runner';
import {
  finishedMigration,
  migrationRetry,
  migrationRun as line,
  migrationUnrecorded,
  stampedMigration,
  tracelessMigration,
  uncompared,
} from '../../report/migration.lines';
import { stampedAnew } from '../../report/stamp.lines';
import { count } from '../../report/units';
import type { CommandRun } from '../cli.command';
import { rehearse } from '../rehearsal.step';

const summary = (ran: number, stamped: number): string => {
  const parts = [
    ...(ran > 0 ? [`ran ${count(ran, 'migration')}`] : []),
    ...(stamped > 0 ? [`recorded ${count(stamped, 'migration')} as run`] : []),
  ].join(', ');
  return parts === '' ? '✅ No migration is pending.' : `✅ ${parts.replace(/^./, (letter) => letter.toUpperCase())}.`;
};

export const migrationRun: CommandRun<'migration:run'> = async (context, { dryRun }) => {
  if (dryRun) return rehearse(context);
  const { lifecycle, shadowServer, say, onWait, progress } = context;
  const started = performance.now();
  progress('Running migrations');
  const { stamped, executed, finished } = await meetAndRun(
    lifecycle.target,
    {
      onWait,
      onRetry: (retry) => say(migrationRetry(retry)),
      onForeignStamp: (stamp) => say(stampedAnew(lifecycle.target.settings.environment.name, stamp)),
      onUnrecorded: (why) => say(migrationUnrecorded(why)),
      onMigration: (run) => say(line(run)),
      onStamp: (migration) => say(stampedMigration(migration, 'what it makes is there already, so it was recorded')),
      onFinish: (migration) => say(finishedMigration(migration)),
      onTraceless: (name, isEmpty) => say(tracelessMigration(name, isEmpty)),
      onUncompared: (why) => say(uncompared(why)),
    },
    { shadowServer },
  );
  return {
    json: { executed, stamped, finished, durationMs: performance.now() - started },
    text: [summary(executed.length, stamped.length)],
    exitCode: ExitCode.ok,
  };
};
