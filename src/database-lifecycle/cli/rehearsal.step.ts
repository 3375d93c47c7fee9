import { ExitCode } from '../errors/database-lifecycle.error';
import { rehearseMigrations } from '../rehearsal/migration.rehearser';
import type { MigrationDryRun } from '../interfaces/command-documents.interface';
import { rehearsalLines } from '../report/rehearsal.lines';
import type { CommandContext, CommandOutcome } from './cli.command';

const MEETING =
  'ℹ️ Here migration:run records a migration as run, and does not run it, where auto-create has made what it makes.';

/** Runs the pending migrations in a shadow database alone, and prints what they send and what that does. */
export async function rehearse({
  lifecycle,
  shadowServer,
  progress,
}: CommandContext): Promise<CommandOutcome<MigrationDryRun>> {
  const { target } = lifecycle;
  const rehearsal = await rehearseMigrations(target, { shadowServer, onStep: progress });
  const { pending, failure } = rehearsal;
  const autoCreates = target.settings.environment.policy === 'auto-create';
  const exitCode = pending.length > 0 ? ExitCode.pending : ExitCode.ok;
  return {
    json: { dryRun: true, ...rehearsal },
    text:
      pending.length > 0
        ? [...rehearsalLines(rehearsal, target.journal.schema), ...(autoCreates ? [MEETING] : [])]
        : ['✅ No migration is pending.'],
    exitCode: failure ? ExitCode.failed : exitCode,
  };
}
