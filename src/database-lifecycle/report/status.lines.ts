import { environmentNamed } from '../environment';
import { stampWords } from '../errors/environment-stamp.error';
import type { LifecycleEnvironment } from '../interfaces/environment.interface';
import type { RelationStatus, StatusReport } from '../interfaces/status-report.interface';
import { shortNames } from '../sql/identifier';
import { allExist, migrationRemedy } from './boot.lines';
import { belongsTo } from '../plan/stamp.rules';
import { foreignStamp } from './stamp.lines';
import { count, records, size } from './units';

interface StatusWording {
  /** What the database has to be treated as. */
  readonly environment: LifecycleEnvironment;
  /** Its relations are named without it. */
  readonly defaultSchema: string;
}

function stampLines({ environment, stamp, connection }: StatusReport): string[] {
  if (stamp === null) return [];
  if (belongsTo(environmentNamed(environment), stamp)) return [`   stamped ${stampWords(stamp)}`];
  return [foreignStamp(connection.database, environment, stamp)];
}

const READ_ONLY = {
  standby: ', read only: a standby',
  setting: ', read only: default_transaction_read_only is on',
};

function connectionLines(report: StatusReport, { policy }: LifecycleEnvironment): string[] {
  const { connection, environment } = report;
  const { version, host, port, database, role, local, readOnly } = connection;
  const rule =
    policy === 'auto-create' ? 'missing tables are created by themselves' : 'tables come from migrations only';
  return [
    `🔌 PostgreSQL ${version} at ${host}:${port} (${local ? 'this machine' : 'another machine'})`,
    `   database ${database} as role ${role}${readOnly ? READ_ONLY[readOnly] : ''}`,
    `   environment ${environment}: ${rule}`,
    ...stampLines(report),
  ];
}

function presentLine(name: string, { kind, rows, estimated, bytes }: RelationStatus, suffix: string): string {
  if (kind === 'view') return `✅ ${name}: view${suffix}`;
  return `✅ ${name}: ${records(rows, estimated)}${suffix}${bytes ? `, ${size(bytes)}` : ''}`;
}

function tableLine(status: RelationStatus, { environment, defaultSchema }: StatusWording): string {
  const name = shortNames([status.table], defaultSchema);
  const suffix = ` (${status.entity ?? "TypeORM's own"})`;
  switch (status.state) {
    case 'present':
      return presentLine(name, status, suffix);
    case 'missing':
      return environment.policy === 'auto-create'
        ? `🆕 ${name}: missing, would be created${suffix}`
        : `❌ ${name}: missing, a migration has to create it${suffix}`;
    case 'hidden':
      return `🔒 ${name}: exists, but this role has no privilege on it${suffix}`;
    case 'conflict':
      return `❌ ${name}: something else has this name${suffix}`;
  }
}

function migrationLine({ pendingMigrations: pending }: StatusReport, { policy }: LifecycleEnvironment): string {
  if (pending === null) return 'Migrations: none in this app';
  if (pending.length === 0) return 'Migrations: none pending';
  const names = `Migrations: ${pending.length} pending: ${pending.join(', ')}`;
  return policy === 'auto-create'
    ? `${names} (here tables are made without them)`
    : `${names}\n  -> npm run migration:run`;
}

function verdict(
  { tables, toCreate, problems, pendingMigrations }: StatusReport,
  { environment, defaultSchema }: StatusWording,
): string {
  if (problems.length > 0) return 'Nothing can be created before the problems above are solved.';
  if (toCreate.length === 0) {
    return tables.every(({ state }) => state === 'present') ? `${allExist(tables.length)}.` : 'Nothing to create.';
  }
  return environment.policy === 'auto-create'
    ? `New tables to create: ${shortNames(toCreate, defaultSchema)}\n  -> npm run db:init, or start the app`
    : `Missing tables: ${shortNames(toCreate, defaultSchema)}\n  -> ${migrationRemedy(pendingMigrations ?? [])}`;
}

/** The report as a person reads it, a line an entry. */
export function statusLines(report: StatusReport, wording: StatusWording): string[] {
  const { environment } = wording;
  return [
    ...connectionLines(report, environment),
    '',
    ...report.tables.map((status) => tableLine(status, wording)),
    '',
    ...(report.otherTables > 0 ? [`${count(report.otherTables, 'other table')} in this database, not this app's`] : []),
    migrationLine(report, environment),
    ...report.problems.map(({ message }) => `❌ ${message}`),
    ...report.warnings.map(({ message }) => `⚠️ ${message}`),
    verdict(report, wording),
  ];
}
