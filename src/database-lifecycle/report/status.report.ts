import { environmentNamed } from '../environment';
import type { LifecyclePlan } from '../interfaces/lifecycle-plan.interface';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { DatabaseStatistics } from '../interfaces/statistics.interface';
import type { RelationStatus, StatusReport } from '../interfaces/status-report.interface';
import { actingEnvironment } from '../plan/stamp.rules';
import { pathOf } from '../sql/identifier';

interface StatusFindings {
  readonly environment: string;
  readonly address: { readonly host: string; readonly port: number; readonly local: boolean };
  readonly relations: readonly ManagedRelation[];
  readonly presence: PresenceSnapshot;
  readonly plan: LifecyclePlan;
  readonly statistics: DatabaseStatistics;
  readonly pendingMigrations: readonly string[] | null;
}

/** What was found, in the form in which it is printed. */
export function statusReport({
  environment,
  address,
  relations,
  presence: { server, findings, journalState },
  plan,
  statistics,
  pendingMigrations,
}: StatusFindings): StatusReport {
  const states = new Map(findings.map(({ index, state }) => [index, state]));
  const tables = relations.map((relation, index): RelationStatus => {
    const { bytes, rows, estimated } = statistics.relations.get(pathOf(relation)) ?? {
      bytes: null,
      rows: null,
      estimated: false,
    };
    return {
      entity: relation.entities.join(', ') || null,
      table: pathOf(relation),
      kind: relation.kind,
      state: states.get(index) ?? 'present',
      rows,
      estimated,
      bytes,
    };
  });
  const toCreate = plan.batches.flatMap(({ creates }) => creates);
  // typeorm_metadata is wanted only once something is recorded there.
  const idle = ({ kind, state, table }: RelationStatus) =>
    kind === 'metadata' && state === 'missing' && !toCreate.includes(table);
  return {
    environment,
    stamp: journalState.stamp,
    treatedAs: actingEnvironment(environmentNamed(environment), journalState).name,
    connection: {
      // A distributor's own version may stand behind it: 15.18 (Debian 15.18-0+deb12u1).
      version: server.version.split(' ')[0]!,
      ...address,
      database: server.database,
      role: server.role,
      readOnly: server.readOnly,
    },
    tables: tables.filter((status) => !idle(status)),
    otherTables: statistics.otherTables,
    toCreate,
    statements: plan.batches.flatMap(({ statements }) => statements.map(({ sql }) => sql)),
    pendingMigrations,
    problems: plan.problems,
    warnings: plan.warnings,
  };
}

/**
 * Whether something is to be done: a table that can not be used as it is, or, where tables come from migrations only,
 * a pending one. In development a pending migration is no work: its tables are there without it.
 */
export function needsAction(report: StatusReport, autoCreates: boolean): boolean {
  return (
    report.problems.length > 0 ||
    report.tables.some(({ state }) => state !== 'present') ||
    report.warnings.some(({ code }) => code === 'needs-migration') ||
    (!autoCreates && (report.pendingMigrations ?? []).length > 0)
  );
}
