import { ExitCode } from '../../errors/database-lifecycle.error';
import type { MigrationCheck } from '../../interfaces/migration-check.interface';
import { checkMigrations } from '../../migrations/migration.checker';
import { checkLines, hasFindings } from '../../report/check.lines';
import type { CommandRun } from '../cli.command';

function exitCodeOf(check: MigrationCheck): ExitCode {
  if (check.failure !== null) return ExitCode.failed;
  return hasFindings(check) ? ExitCode.pending : ExitCode.ok;
}

export const migrationCheck: CommandRun = async ({ lifecycle, migrationsDirectory, shadowServer, progress }) => {
  const check = await checkMigrations(lifecycle.target, {
    directory: migrationsDirectory,
    shadowServer,
    onStep: progress,
  });
  return { json: check, text: checkLines(check), exitCode: exitCodeOf(check) };
};
