import { ExitCode } from '../../errors/database-lifecycle.error';
import { inspectMigrations } from '../../migrations/migration.inspector';
import { migrationStatus } from '../../report/migration.lines';
import { count } from '../../report/units';
import type { CommandRun } from '../cli.command';

export const migrationShow: CommandRun<'migration:show'> = async ({ lifecycle: { target } }) => {
  const migrations = await inspectMigrations(target);
  const pending = migrations.filter(({ executed }) => !executed).map(({ name }) => name);
  return {
    json: { migrations, pending },
    text: [
      ...migrations.map(migrationStatus),
      migrations.length === 0
        ? 'This app has no migrations.'
        : `${count(pending.length, 'migration')} pending${pending.length > 0 ? '\n  -> npm run migration:run' : ''}`,
    ],
    exitCode: pending.length > 0 ? ExitCode.pending : ExitCode.ok,
  };
};
