import type { ConnectionTarget } from './errors/database-connection.error';
import { connectionTarget, primaryOf } from './connect/connection.target';
import { inspectStatistics } from './inspect/statistics.inspector';
import type { StatusReport } from './interfaces/status-report.interface';
import type { LifecycleTarget } from './lifecycle.target';
import { postgresDriver } from './metadata/postgres-driver';
import { pendingMigrations } from './migrations/migration.inspector';
import { planIn } from './missing-tables';
import { statusReport } from './report/status.report';
import { withReadOnlySession } from './sql/sql.session';

export interface StatusOptions {
  /** Count every row; else tables beyond 10,000 rows get an estimate. Default: `false`. */
  readonly exact?: boolean;
}

const isLocal = ({ host }: ConnectionTarget): boolean =>
  host.startsWith('/') || /^(localhost|127\.[\d.]+|\[?::1\]?)$/.test(host);

/** How the database stands, read in one transaction that can not write, in a constant number of round trips. */
export const statusFor = (target: LifecycleTarget, { exact }: StatusOptions = {}): Promise<StatusReport> =>
  withReadOnlySession(target.dataSource, async (session) => {
    const { dataSource, model, settings } = target;
    const { presence, plan } = await planIn(session, target);
    const unusable = new Set(presence.findings.filter(({ state }) => state !== 'present').map(({ index }) => index));
    const present = model.relations.filter((_, index) => !unusable.has(index));
    const address = connectionTarget(primaryOf(postgresDriver(dataSource).options));
    return statusReport({
      environment: settings.environment.name,
      address: { host: address.host, port: address.port, local: isLocal(address) },
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
