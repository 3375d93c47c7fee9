import { refuseTakenJournal } from './apply/stamp.guard';
import { serverPlace } from './connect/server.place';
import { inspectStatistics } from './inspect/statistics.inspector';
import type { StatusReport } from './interfaces/status-report.interface';
import type { LifecycleTarget } from './lifecycle.target';
import { pendingMigrations } from './migrations/migration.inspector';
import { planIn } from './missing-tables';
import { statusReport } from './report/status.report';
import { withReadOnlySession } from './sql/sql.session';

export interface StatusOptions {
  /** Count every row; else tables beyond 10,000 rows get an estimate. Default: `false`. */
  readonly exact?: boolean;
}

/**
 * How the database stands, read in one transaction that can not write, in a constant number of round trips.
 * @throws LifecycleConfigurationError when the journal's name is taken by something else
 */
export const statusFor = (target: LifecycleTarget, { exact }: StatusOptions = {}): Promise<StatusReport> =>
  withReadOnlySession(target, async (session) => {
    const { dataSource, model, settings } = target;
    const { presence, plan } = await planIn(session, target);
    refuseTakenJournal(target.journal, presence.journalState);
    const unusable = new Set(presence.findings.filter(({ state }) => state !== 'present').map(({ index }) => index));
    const present = model.relations.filter((_, index) => !unusable.has(index));
    return statusReport({
      environment: settings.environment.name,
      address: await serverPlace(session),
      relations: model.relations,
      presence,
      plan,
      statistics: await inspectStatistics(
        session,
        present,
        [...model.relations, target.journal, target.metadataTable, target.migrationsTable],
        {
          exact,
          lockTimeoutMs: settings.lockTimeoutMs,
        },
      ),
      pendingMigrations: await pendingMigrations(dataSource, session),
    });
  });
