import { ExitCode } from '../../errors/database-lifecycle.error';
import { runMigrations } from '../../migrations/migration.runner';
import { waiting } from '../../report/boot.lines';
import { migrationRetry, migrationRun as line, migrationUnrecorded } from '../../report/migration.lines';
import { stampedAnew } from '../../report/stamp.lines';
import { count } from '../../report/units';
import type { CommandRun } from '../cli.command';

export const migrationRun: CommandRun = async ({ lifecycle, say, progress }) => {
  const started = performance.now();
  progress('Running migrations');
  const executed = await runMigrations(lifecycle.target, {
    onWait: (holders) => say(waiting(holders)),
    onRetry: (retry) => say(migrationRetry(retry)),
    onForeignStamp: (stamp) => say(stampedAnew(lifecycle.target.settings.environment.name, stamp)),
    onUnrecorded: (why) => say(migrationUnrecorded(why)),
    onMigration: (run) => say(line(run)),
  });
  return {
    json: { executed, durationMs: performance.now() - started },
    text: [executed.length > 0 ? `✅ Ran ${count(executed.length, 'migration')}.` : '✅ No migration is pending.'],
    exitCode: ExitCode.ok,
  };
};
