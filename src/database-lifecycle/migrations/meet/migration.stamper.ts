import { lockAndRead } from '../../apply/lifecycle.lock';
import { refuseForeignMigration } from '../../apply/stamp.guard';
import type { LockObserver } from '../../interfaces/lock-holder.interface';
import { NotFromZeroError } from '../../errors/not-from-zero.error';
import { StampRefusedError, StampSelectionError } from '../../errors/stamp.error';
import { inspectJournal } from '../../inspect/journal.inspector';
import type { MigrationStatus } from '../../interfaces/migration-report.interface';
import type { StampedMigration } from '../../interfaces/stamp-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { operate } from '../../operations/operation';
import { withShadows } from '../../shadow/shadow.database';
import type { ShadowServerProvider } from '../../shadow/shadow.provider';
import { withReadOnlySession, withSession } from '../../sql/sql.session';
import { catalogReader } from '../expected.catalogs';
import { migrationHistory, type MigrationHistory } from './migration.history';
import { inspectMigrations } from '../migration.inspector';
import { recordAsRun, type RecordingObserver } from './migration.recorder';
import { compareAtEnd } from './recognition.rules';
import { holdTables } from './table.holder';

/** All pending migrations, or those up to the named one. */
export interface StampSelection {
  readonly to?: string;
  readonly all?: boolean;
}

export interface StampOptions extends LockObserver, RecordingObserver {
  /** Where shadow databases are made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
}

/** Names of what is pending and chosen. */
function selected(statuses: readonly MigrationStatus[], { to, all = false }: StampSelection): string[] {
  const pending = statuses.filter(({ executed }) => !executed).map(({ name }) => name);
  if (to !== undefined && all) throw StampSelectionError.both();
  if (all) return pending;
  if (to === undefined) throw StampSelectionError.nothing(pending);
  const found = statuses.find(({ name, inCode }) => inCode && name === to);
  if (!found) throw StampSelectionError.unknown(to, pending);
  return found.executed ? [] : pending.slice(0, pending.indexOf(to) + 1);
}

/** Compares and records in one transaction that holds the lifecycle lock and, for the second look, every table of it. */
const record = (
  target: LifecycleTarget,
  names: readonly string[],
  history: MigrationHistory,
  options: StampOptions,
): Promise<StampedMigration[]> =>
  withSession(target.dataSource, async (session) => {
    const read = catalogReader(target);
    const refuseDifferences = async (): Promise<void> => {
      const differences = compareAtEnd(history, await read(session));
      if (differences.length > 0) throw new StampRefusedError(names.at(-1)!, differences);
    };
    await session.runner.startTransaction();
    await lockAndRead(session, target.lockKey, target.settings, [], options);
    refuseForeignMigration(target, await inspectJournal(session, target.journal));
    await refuseDifferences();
    await holdTables(session, history.effects.at(-1)!.catalog.tables, target.settings.lockTimeoutMs);
    await refuseDifferences();
    const stamped = await recordAsRun(session, target, history, names, options);
    await session.runner.commitTransaction();
    return stamped;
  });

async function stamp(
  target: LifecycleTarget,
  selection: StampSelection,
  options: StampOptions,
): Promise<StampedMigration[]> {
  const statuses = await inspectMigrations(target);
  const names = selected(statuses, selection);
  if (names.length === 0) return [];
  await withReadOnlySession(target, async (session) =>
    refuseForeignMigration(target, await inspectJournal(session, target.journal)),
  );
  const history = await withShadows(
    target,
    (lend) => migrationHistory(target, lend, statuses, names),
    options.shadowServer,
  ).catch((error: unknown) => {
    throw NotFromZeroError.explain(error);
  });
  return record(target, names, history, options);
}

/**
 * Records migrations as run without running them, when the live database is what they make, those before them
 * included. What they make is made in a shadow. Two processes that stamp the same ones at once record them once.
 * @returns what was recorded; nothing where all of it was already
 * @throws StampSelectionError, StampRefusedError, EnvironmentStampError, ShadowRefusedError, NotFromZeroError,
 *   LifecycleLockError, LifecycleHookError; nothing was recorded then
 */
export const stampMigrations = (
  target: LifecycleTarget,
  selection: StampSelection,
  options: StampOptions = {},
): Promise<StampedMigration[]> =>
  operate(
    target,
    'stamp',
    (operation) => {
      const onBegin = (migrations: readonly string[]) => operation.before({ migrations });
      return stamp(target, selection, { ...options, ...operation.locking(options), onBegin });
    },
    (migrations) => ({ after: { migrations }, measures: { migrations: migrations.length } }),
  );
