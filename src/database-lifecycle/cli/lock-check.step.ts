import { ExitCode } from '../errors/database-lifecycle.error';
import type { MigrationCheckDocument } from '../interfaces/command-documents.interface';
import { rehearseMigrations } from '../rehearsal/migration.rehearser';
import { keepsWaiting, rehearsalLines } from '../report/rehearsal.lines';
import type { CommandContext, CommandOutcome } from './cli.command';

/**
 * Adds a rehearsal to a check, unless the migrations do not even run: of those that the connected database has not run,
 * or of those after `since`. Work that grows with a table while reads or writes wait fails the check, except in
 * migrations that may be long deployed, which can't be changed any more.
 */
export async function withLocks(
  { lifecycle, shadowServer, progress }: CommandContext,
  check: CommandOutcome<MigrationCheckDocument>,
  since?: string,
): Promise<CommandOutcome<MigrationCheckDocument>> {
  if (check.exitCode === ExitCode.failed) return check;
  const { target } = lifecycle;
  const locks = await rehearseMigrations(target, { shadowServer, since, historyOneByOne: true, onStep: progress });
  const found = keepsWaiting(locks) && !locks.history ? ExitCode.pending : check.exitCode;
  return {
    json: { ...check.json, locks },
    text: [
      ...check.text,
      '',
      ...(locks.pending.length > 0 ? rehearsalLines(locks, target.journal.schema) : ['✅ No migration to rehearse.']),
    ],
    exitCode: locks.failure ? ExitCode.failed : found,
  };
}
