import { refuseForeignDatabase } from '../apply/stamp.guard';
import { ResetRefusedError } from '../errors/reset-refused.error';
import { inspectPresence } from '../inspect/presence.inspector';
import { inspectStatistics } from '../inspect/statistics.inspector';
import type { LifecycleTarget } from '../lifecycle.target';
import { shortNames, waiting } from '../report/boot.lines';
import { milliseconds, records, size } from '../report/units';
import { resetFor, type ResetReport } from '../reset/reset.executor';
import { readReset } from '../reset/reset.reader';
import { pathOf } from '../sql/identifier';
import { withReadOnlySession } from '../sql/sql.session';
import type { CommandContext } from './cli.command';
import { textTable } from './text-table';

/** The database's name and what would be lost in it, read before anybody is asked; throws what refuses a reset. */
const inspectLoss = (target: LifecycleTarget): Promise<{ database: string; rows: string[][] }> =>
  withReadOnlySession(target.dataSource, async (session) => {
    const presence = await inspectPresence(session, target.model.relations, target.journal);
    refuseForeignDatabase(target, presence.journalState);
    const { findings } = await readReset(session, target, presence);
    const { lockTimeoutMs } = target.settings;
    const { relations } = await inspectStatistics(session, findings.relations, [], { lockTimeoutMs });
    const rows = findings.relations.map((relation) => {
      const { rows, estimated, bytes } = relations.get(pathOf(relation))!;
      return [
        shortNames([pathOf(relation)], target.journal.schema),
        rows === null ? 'view' : records(rows, estimated),
        bytes === null ? '' : size(bytes),
      ];
    });
    return { database: presence.server.database, rows };
  });

async function agreedName({ terminal }: CommandContext, database: string, confirm?: string): Promise<string | null> {
  if (confirm !== undefined) return confirm;
  if (!terminal.interactive) throw ResetRefusedError.noTerminal(database);
  return terminal.ask(`To go on, type the database's name (${database}); anything else changes nothing: `);
}

/** Drops and recreates the app's tables once a person has typed the database's name, or given it with `--confirm`. */
export async function recreate(context: CommandContext, confirm?: string): Promise<ResetReport> {
  const { lifecycle, say, progress } = context;
  const { target } = lifecycle;
  const { environment } = target.settings;
  if (environment.policy !== 'auto-create') throw ResetRefusedError.environment(environment.name);
  const { database, rows } = await inspectLoss(target);
  say(
    rows.length > 0
      ? `⚠️ These go with all their rows, and are created anew, in database ${database}:\n${textTable(rows)}`
      : `Nothing of this app is in database ${database} yet.`,
  );
  const name = await agreedName(context, database, confirm);
  if (name !== database) throw ResetRefusedError.notConfirmed(database, name);
  progress('Dropping and creating');
  const report = await resetFor(target, name, (holders) => say(waiting(holders)));
  for (const { message } of report.warnings) say(`⚠️ ${message}`);
  say(
    `✅ Dropped ${report.dropped.length} and created ${report.created.length} in ${milliseconds(report.durationMs)}, in one transaction`,
  );
  return report;
}
