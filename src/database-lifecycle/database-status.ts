import { refuseTakenJournal } from './apply/stamp.guard';
import { serverPlace } from './connect/server.place';
import { MigrationRecordHiddenError } from './errors/migration-record.error';
import { inspectStatistics } from './inspect/statistics.inspector';
import type { PlanNotice } from './interfaces/lifecycle-plan.interface';
import type { StatusReport } from './interfaces/status-report.interface';
import type { LifecycleTarget } from './lifecycle.target';
import { codeMigrations } from './migrations/code.migrations';
import { pendingMigrations } from './migrations/migration.inspector';
import { planIn } from './missing-tables';
import { hiddenRecord } from './report/boot.lines';
import { statusReport } from './report/status.report';
import { pathOf } from './sql/identifier';
import { withReadOnlySession, type SqlSession } from './sql/sql.session';

export interface StatusOptions {
  /** Count every row; else tables beyond 10,000 rows get an estimate. Default: `false`. */
  readonly exact?: boolean;
}

interface Pending {
  readonly migrations: readonly string[] | null;
  readonly warnings: readonly PlanNotice[];
}

/** A record that the role may not read keeps nobody from looking at the tables: all count as pending, as at a start. */
async function pendingIn(session: SqlSession, target: LifecycleTarget, role: string): Promise<Pending> {
  try {
    return { migrations: await pendingMigrations(target.dataSource, session), warnings: [] };
  } catch (error) {
    if (!(error instanceof MigrationRecordHiddenError)) throw error;
    const { names, record } = codeMigrations(target);
    const message = hiddenRecord(record, role);
    return { migrations: names, warnings: [{ code: 'hidden', relation: pathOf(record), message }] };
  }
}

/**
 * How the database stands, read in one transaction that can not write, in a constant number of round trips.
 * @throws LifecycleConfigurationError when the journal's name is taken by something else
 */
export const statusFor = (target: LifecycleTarget, { exact }: StatusOptions = {}): Promise<StatusReport> =>
  withReadOnlySession(target, async (session) => {
    const { model, settings } = target;
    const { presence, plan } = await planIn(session, target);
    refuseTakenJournal(target.journal, presence.journalState);
    const unusable = new Set(presence.findings.filter(({ state }) => state !== 'present').map(({ index }) => index));
    const pending = await pendingIn(session, target, presence.server.role);
    const present = model.relations.filter((_, index) => !unusable.has(index));
    return statusReport({
      environment: settings.environment.name,
      address: await serverPlace(session),
      relations: model.relations,
      presence,
      plan: { ...plan, warnings: [...plan.warnings, ...pending.warnings] },
      statistics: await inspectStatistics(
        session,
        present,
        [...model.relations, target.journal, target.metadataTable, target.migrationsTable],
        {
          exact,
          lockTimeoutMs: settings.lockTimeoutMs,
        },
      ),
      pendingMigrations: pending.migrations,
    });
  });
