import { toPresence, type RawPresence } from '../inspect/presence.inspector';
import { presenceQuery } from '../inspect/presence.query';
import type { JournalState } from '../interfaces/journal.interface';
import type { Shortfall } from '../interfaces/readiness.interface';
import type { JournalEntry } from '../interfaces/schema-snapshot.interface';
import { createsByItself } from '../lifecycle.settings';
import type { LifecycleTarget } from '../lifecycle.target';
import { inRunningOrder, migrationNames } from '../migrations/migration.name';
import { planningContext } from '../plan/planning.context';
import type { Notices } from '../plan/presence.rules';
import { pathOf } from '../sql/identifier';
import { sendWithin } from '../sql/bounded.message';
import { withSession } from '../sql/sql.session';
import { migrationRecordQuery, type MigrationRecord } from '../inspect/migration-record.query';

/** The code's migrations that count here, oldest first. */
const expectedMigrations = ({ settings, dataSource }: LifecycleTarget): readonly string[] =>
  createsByItself(settings) ? [] : inRunningOrder(migrationNames(dataSource));

/** What was found, with what a boot needs to go on. */
type FoundShortfall = Shortfall & {
  readonly notices: Notices;
  readonly journalState: JournalState;
  readonly journal: readonly JournalEntry[];
};

/**
 * Looks for missing tables and, where tables come from migrations only, for pending migrations. One message to the
 * server; reads only, so the record of migrations is not created either.
 * @param limitMs how long the server may take
 */
export async function inspectShortfall(target: LifecycleTarget, limitMs: number): Promise<FoundShortfall> {
  const { dataSource, model, journal, migrationsTable } = target;
  const names = expectedMigrations(target);
  const [presenceRows, recordRows] = await withSession(dataSource, (session) =>
    sendWithin(session, limitMs, [
      presenceQuery(model.relations, journal),
      ...(names.length > 0 ? [migrationRecordQuery(names, migrationsTable)] : []),
    ]),
  );
  const record = recordRows?.[0]!.record as MigrationRecord | undefined;
  const executed = new Set(record?.executed);
  const pending = names.filter((name) => !executed.has(name));
  const raw = presenceRows![0]!.presence as RawPresence;
  const presence = { ...toPresence(raw, model.relations), pendingMigrations: pending };
  const { missing, notices } = planningContext(dataSource, model, presence);
  return {
    missing: missing.map(pathOf),
    pending,
    recordHiddenFrom: record?.exists && record.executed === null ? presence.server.role : undefined,
    notices,
    journalState: presence.journalState,
    journal: presence.journal,
  };
}

/** Asks for nothing but an answer. */
export const ping = ({ dataSource }: LifecycleTarget, limitMs: number): Promise<unknown> =>
  withSession(dataSource, (session) => sendWithin(session, limitMs, ['SELECT 1']));
