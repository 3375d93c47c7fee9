import { lockAndRead } from '../../apply/lifecycle.lock';
import { refuseForeignMigration } from '../../apply/stamp.guard';
import { MigrationError } from '../../errors/migration.error';
import { MigrationMeetingError } from '../../errors/migration-meeting.error';
import { inspectJournal } from '../../inspect/journal.inspector';
import type { LockObserver } from '../../interfaces/lock-holder.interface';
import type { StampedMigration } from '../../interfaces/stamp-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { operate } from '../../operations/operation';
import { withShadows } from '../../shadow/shadow.database';
import { ShadowRefusedError } from '../../shadow/shadow.error';
import { withSession } from '../../sql/sql.session';
import { catalogReader } from '../expected.catalogs';
import { inspectMigrations, pendingMigrations } from '../migration.inspector';
import type { MeetingObserver, MeetingOptions } from './meeting.observer';
import { migrationHistory, type MigrationHistory } from './migration.history';
import { recordAsRun, type RecordingObserver } from './migration.recorder';
import type { PartialMigration } from './partial.rules';
import { recognise } from './recognition.rules';

/** What was found of the pending migrations. */
export interface Met {
  readonly stamped: readonly StampedMigration[];
  readonly traceless: readonly string[];
  /** Those of which a part is there, and the rest can be done in a transaction; by name. */
  readonly partial: ReadonlyMap<string, PartialMigration>;
}

const NONE_MET: Met = { stamped: [], traceless: [], partial: new Map() };

/** What each pending migration makes of a database like this one; undefined when that can't be told. */
async function pendingHistory(
  target: LifecycleTarget,
  { shadowServer }: MeetingOptions,
  { onUncompared }: MeetingObserver,
): Promise<MigrationHistory | undefined> {
  const statuses = await inspectMigrations(target);
  const pending = statuses.filter(({ executed }) => !executed).map(({ name }) => name);
  if (pending.length === 0) return undefined;
  try {
    return await withShadows(target, (lend) => migrationHistory(target, lend, statuses, pending), shadowServer);
  } catch (error) {
    // If the migrations are at fault, running them will fail in the same way, on the database in question.
    if (!(error instanceof ShadowRefusedError || error instanceof MigrationError)) throw error;
    onUncompared?.(error.message);
    return undefined;
  }
}

/**
 * Records the pending migrations whose work is there already. Looks and records under the lifecycle lock: what another
 * process has run or recorded meanwhile is left alone.
 */
const record = (
  target: LifecycleTarget,
  history: MigrationHistory,
  observer: LockObserver & RecordingObserver,
): Promise<Met> =>
  withSession(target.dataSource, async (session) => {
    await session.runner.startTransaction();
    await lockAndRead(session, target.lockKey, target.settings, [], observer);
    refuseForeignMigration(target, await inspectJournal(session, target.journal));
    const pending = new Set(await pendingMigrations(target.dataSource, session));
    const { done, traceless, partial } = recognise(history, await catalogReader(target)(session), pending);
    // The rest is done whole or not at all.
    const bare = partial.filter(({ effect }) => !effect.transaction);
    if (bare.length > 0) throw new MigrationMeetingError(bare);
    const stamped = await recordAsRun(session, target, history, done, observer);
    await session.runner.commitTransaction();
    return { stamped, traceless, partial: new Map(partial.map((one) => [one.name, one])) };
  });

/** An operation of its own within that of the run, which counts the wait for the lock. */
const recordMet = (target: LifecycleTarget, history: MigrationHistory, observer: MeetingObserver): Promise<Met> =>
  operate(
    target,
    'stamp',
    (operation) => record(target, history, { ...observer, onBegin: (migrations) => operation.before({ migrations }) }),
    ({ stamped }) => ({ after: { migrations: stamped }, measures: { migrations: stamped.length } }),
  );

/**
 * Looks which of the pending migrations have been done, as tables were made without them, and records those as run.
 * @throws MigrationMeetingError when the work of one is there in part that runs without a transaction
 */
export async function meet(target: LifecycleTarget, observer: MeetingObserver, options: MeetingOptions): Promise<Met> {
  const history = await pendingHistory(target, options, observer);
  if (!history) return NONE_MET;
  const met = await recordMet(target, history, observer);
  for (const migration of met.stamped) observer.onStamp?.(migration);
  const isEmpty = (traceless: string): boolean => history.effects.some((one) => one.name === traceless && one.isEmpty);
  if (met.stamped.length > 0) for (const name of met.traceless) observer.onTraceless?.(name, isEmpty(name));
  return met;
}
