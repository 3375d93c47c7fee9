import { ExitCode } from '../../errors/database-lifecycle.error';
import { MigrationSelectionError } from '../../errors/migration-selection.error';
import { revertMigrations, type RevertSelection } from '../../migrations/migration.reverter';
import { migrationRetry, migrationRun, migrationUnrecorded } from '../../report/migration.lines';
import type { CommandOptions, CommandRun } from '../cli.command';

function selection({ steps, to }: CommandOptions): RevertSelection | undefined {
  if (steps !== undefined && to !== undefined) throw MigrationSelectionError.both();
  if (to !== undefined) return { to: String(to) };
  if (steps === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(String(steps))) throw MigrationSelectionError.malformedSteps(String(steps));
  return { steps: Number(steps) };
}

export const migrationRevert: CommandRun<'migration:revert'> = async (
  { lifecycle, say, onWait, progress },
  options,
) => {
  const chosen = selection(options);
  progress('Reverting migrations');
  const reverted = await revertMigrations(
    lifecycle.target,
    { selection: chosen, allowDataLoss: options.allowDataLoss === true },
    {
      onWait,
      onRetry: (retry) => say(migrationRetry(retry)),
      onUnrecorded: (why) => say(migrationUnrecorded(why)),
      onCommit: (runs) => runs.forEach((run) => say(`↩️ Reverted ${migrationRun(run)}`)),
    },
  );
  return {
    json: { reverted },
    text: reverted.length > 0 ? [] : ['✅ Nothing to revert.'],
    exitCode: ExitCode.ok,
  };
};
