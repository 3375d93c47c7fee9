import { MigrationSelectionError } from '../errors/migration-selection.error';
import type { MigrationStatus } from '../interfaces/migration-report.interface';
import { inRunningOrder } from '../migrations/migration.name';
import type { Planned } from './judge/rehearsal.judge';

/** What to run in the shadow. */
export interface RehearsalPlan extends Planned {
  /** Run first, unobserved. */
  readonly executed: readonly string[];
}

/** Which migrations, and how they are deployed. */
export interface RehearsalSelection {
  /**
   * Rehearse what comes after this migration; it and those before it count as executed. Default: what the connected
   * database has not run.
   */
  readonly since?: string;
  /**
   * If the connected database has run no migration, treat each as a deploy of its own: an empty database in CI, or one
   * in development whose tables were made without migrations, does not tell what is deployed. Default: `false`.
   */
  readonly historyOneByOne?: boolean;
}

/** @throws MigrationSelectionError when the code has no migration `since` */
export function planRehearsal(
  migrations: readonly MigrationStatus[],
  { since, historyOneByOne = false }: RehearsalSelection = {},
): RehearsalPlan {
  const inCode = inRunningOrder(migrations.filter((migration) => migration.inCode).map(({ name }) => name));
  if (since !== undefined && !inCode.includes(since)) throw MigrationSelectionError.since(since, inCode);
  const named = (wanted: (migration: MigrationStatus) => boolean) => migrations.filter(wanted).map(({ name }) => name);
  const executed =
    since === undefined
      ? named((migration) => migration.executed && migration.inCode)
      : inCode.slice(0, inCode.indexOf(since) + 1);
  const pending = inCode.filter((name) => !executed.includes(name));
  const history = historyOneByOne && since === undefined && !migrations.some((migration) => migration.executed);
  const together = pending.length > 0 ? [pending] : [];
  return {
    executed,
    deploys: history ? pending.map((name) => [name]) : together,
    history,
    unknown: since === undefined ? named((migration) => !migration.inCode) : [],
  };
}
