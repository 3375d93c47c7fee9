import { ExitCode } from '../../errors/database-lifecycle.error';
import { stampMigrations } from '../../migrations/meet/migration.stamper';
import { migrationUnrecorded, stampedMigration } from '../../report/migration.lines';
import { count } from '../../report/units';
import type { CommandRun } from '../cli.command';

export const migrationStamp: CommandRun<'migration:stamp'> = async (
  { lifecycle, shadowServer, say, onWait, progress },
  { all },
  name,
) => {
  const started = performance.now();
  progress('Comparing the database with what the migrations make');
  const stamped = await stampMigrations(
    lifecycle.target,
    { to: name === '' ? undefined : name, all: all === true },
    {
      shadowServer,
      onWait,
      onUnrecorded: (why) => say(migrationUnrecorded(why)),
    },
  );
  const nothing = name === '' ? '✅ No migration is pending.' : `✅ ${name} is recorded already.`;
  return {
    json: { stamped, durationMs: performance.now() - started },
    text:
      stamped.length === 0
        ? [nothing]
        : [
            ...stamped.map((migration) => stampedMigration(migration, 'recorded, not run')),
            `✅ Recorded ${count(stamped.length, 'migration')} as run.`,
          ],
    exitCode: ExitCode.ok,
  };
};
