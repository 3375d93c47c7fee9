import { ExitCode } from '../../errors/database-lifecycle.error';
import { revertLastMigration } from '../../migrations/migration.runner';
import { waiting } from '../../report/boot.lines';
import { migrationRun } from '../../report/migration.lines';
import type { CommandRun } from '../cli.command';

export const migrationRevert: CommandRun = async ({ lifecycle, say }) => {
  const reverted = await revertLastMigration(lifecycle.target, { onWait: (holders) => say(waiting(holders)) });
  return {
    json: { reverted },
    text: [reverted ? `↩️ Reverted ${migrationRun(reverted)}` : '✅ No migration was run yet, nothing to revert.'],
    exitCode: ExitCode.ok,
  };
};
