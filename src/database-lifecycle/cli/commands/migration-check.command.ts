import { ExitCode } from '../../errors/database-lifecycle.error';
import type { MigrationCheck } from '../../interfaces/migration-check.interface';
import { checkMigrations } from '../../migrations/check/migration.checker';
import { checkLines, hasFindings } from '../../report/check.lines';
import type { CommandRun } from '../cli.command';
import { withLocks } from '../lock-check.step';
import { shownPath } from '../../report/shown.path';

function exitCodeOf(check: MigrationCheck): ExitCode {
  if (check.failure !== null) return ExitCode.failed;
  return hasFindings(check) ? ExitCode.pending : ExitCode.ok;
}

export const migrationCheck: CommandRun<'migration:check'> = async (context, { locks, since }) => {
  const { lifecycle, migrationsDirectory, shadowServer, progress } = context;
  const check = await checkMigrations(lifecycle.target, {
    directory: migrationsDirectory,
    since: since as string | undefined,
    shadowServer,
    onStep: progress,
  });
  const folder = migrationsDirectory && shownPath(migrationsDirectory);
  const outcome = { json: check, text: checkLines(check, folder), exitCode: exitCodeOf(check) };
  return locks ? withLocks(context, outcome, since as string | undefined) : outcome;
};
