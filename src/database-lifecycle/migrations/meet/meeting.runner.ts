import { QueryFailedError } from 'typeorm';
import { lockAndRead } from '../../apply/lifecycle.lock';
import { refuseForeignMigration } from '../../apply/stamp.guard';
import { MigrationError } from '../../errors/migration.error';
import { MigrationMeetingError } from '../../errors/migration-meeting.error';
import { UnfinishedMigrationError } from '../../errors/unfinished-migration.error';
import { inspectJournal } from '../../inspect/journal.inspector';
import type { LockObserver } from '../../interfaces/lock-holder.interface';
import type { FinishedMigration, MigrationMeeting } from '../../interfaces/migration-meeting.interface';
import type { StampedMigration } from '../../interfaces/stamp-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { operate } from '../../operations/operation';
import { withShadows } from '../../shadow/shadow.database';
import { ShadowRefusedError } from '../../shadow/shadow.error';
import type { ShadowServerProvider } from '../../shadow/shadow.provider';
import { withReadOnlySession, withSession } from '../../sql/sql.session';
import { autoCreated } from './auto-created.inspector';
import { catalogReader } from '../expected.catalogs';
import { migrationHistory, type MigrationHistory } from './migration.history';
import { executeWithChecksum } from '../checksum.recorder';
import { inspectMigrations, pendingMigrations } from '../migration.inspector';
import type { MigrationObserver } from '../migration.performer';
import { runMigrations, type ExecuteMigration } from '../migration.runner';
import { recordAsRun, type RecordingObserver } from './migration.recorder';
import { finishPartial, type Unfinished } from './partial.finisher';
import { recognise, type PartialMigration } from './recognition.rules';

export interface MeetingObserver extends MigrationObserver {
  /** After a migration was recorded as run, as what it makes was there already. */
  onStamp?(migration: StampedMigration): void;
  /**
   * After others were recorded: this one is run, as it changes only rows or nothing, so that nobody can know whether it
   * was done.
   */
  onTraceless?(name: string, isEmpty: boolean): void;
  /** A part of what it makes was there already, so only the rest was done; it is committed with the others. */
  onFinish?(migration: FinishedMigration): void;
  /** Why existing tables could not be compared with what the migrations make; the migrations are just run. */
  onUncompared?(why: string): void;
}

export interface MeetingOptions {
  /** Where shadow databases are made. Default: on the connected server, in development and test only. */
  readonly shadowServer?: ShadowServerProvider;
}

interface Met {
  readonly stamped: readonly StampedMigration[];
  readonly traceless: readonly string[];
  readonly unfinished: ReadonlyMap<string, Unfinished>;
}

const NONE_MET: Met = { stamped: [], traceless: [], unfinished: new Map() };

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

function unfinishedOf(
  { before, effects }: MigrationHistory,
  partial: readonly PartialMigration[],
): ReadonlyMap<string, Unfinished> {
  const states = [before, ...effects];
  return new Map(
    partial.map((one) => {
      const position = effects.findIndex(({ name }) => name === one.name);
      return [one.name, { partial: one, before: states[position]!, effect: effects[position]! }];
    }),
  );
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
    const unfinished = unfinishedOf(history, partial);
    // The rest is done whole or not at all.
    const bare = partial.filter(({ name }) => !unfinished.get(name)!.effect.transaction);
    if (bare.length > 0) throw new MigrationMeetingError(bare);
    const stamped = await recordAsRun(session, target, history, done, observer);
    await session.runner.commitTransaction();
    return { stamped, traceless, unfinished };
  });

/**
 * An operation of its own within that of the run, which counts the wait for the lock.
 * @throws MigrationMeetingError when the work of one is there in part
 */
const recordMet = (target: LifecycleTarget, history: MigrationHistory, observer: MeetingObserver): Promise<Met> =>
  operate(
    target,
    'stamp',
    (operation) => record(target, history, { ...observer, onBegin: (migrations) => operation.before({ migrations }) }),
    ({ stamped }) => ({ after: { migrations: stamped }, measures: { migrations: stamped.length } }),
  );

async function meet(target: LifecycleTarget, observer: MeetingObserver, options: MeetingOptions): Promise<Met> {
  const history = await pendingHistory(target, options, observer);
  if (!history) return NONE_MET;
  const met = await recordMet(target, history, observer);
  for (const migration of met.stamped) observer.onStamp?.(migration);
  const isEmpty = (traceless: string): boolean => history.effects.some((one) => one.name === traceless && one.isEmpty);
  if (met.stamped.length > 0) for (const name of met.traceless) observer.onTraceless?.(name, isEmpty(name));
  return met;
}

/**
 * Adds a remedy: auto-created tables are in their final form, and may lack what a migration on the way wants to change.
 */
function withRemedy(error: unknown, { stamped, traceless }: Met): unknown {
  if (!(error instanceof MigrationError) || stamped.length === 0) return error;
  const { failure, cause } = error;
  if (!traceless.includes(failure.name)) return error;
  return new MigrationError(failure, cause, [
    `It changes rows only. Should the tables here be newer than those it was written for, record it without running it: npm run migration:stamp -- ${failure.name}`,
  ]);
}

/** What it was that came in the way of the rest of a migration. */
function inPart(error: unknown, { unfinished }: Met): MigrationMeetingError | undefined {
  if (!(error instanceof MigrationError)) return undefined;
  const { failure, cause } = error;
  const partial = unfinished.get(failure.name)?.partial;
  const isUnfinished = cause instanceof UnfinishedMigrationError;
  if (!partial || !(isUnfinished || cause instanceof QueryFailedError)) return undefined;
  const { differences } = isUnfinished && cause.differences.length > 0 ? cause : partial;
  return new MigrationMeetingError([{ ...partial, differences, why: cause.message }], { cause: error });
}

const isPending = (target: LifecycleTarget, name: string): Promise<boolean> =>
  withReadOnlySession(
    target,
    async (session) => (await pendingMigrations(target.dataSource, session))?.includes(name) ?? true,
  );

async function runAfter(met: Met, target: LifecycleTarget, observer: MeetingObserver): Promise<MigrationMeeting> {
  const { stamped, unfinished } = met;
  const finished = new Map<string, FinishedMigration>();
  const execute: ExecuteMigration = async (executor, migration, session) => {
    const one = unfinished.get(migration.name);
    if (!one) return executeWithChecksum(executor, migration);
    const done = await finishPartial(session, target, executor, migration, one);
    finished.set(done.name, done);
    observer.onFinish?.(done);
    return one.effect.checksum;
  };
  try {
    const executed = await runMigrations(target, observer, undefined, execute);
    return { stamped, executed, finished: [...finished.values()] };
  } catch (error) {
    throw inPart(error, met) ?? withRemedy(error, met);
  }
}

const NOTHING_DONE: MigrationMeeting = { stamped: [], executed: [], finished: [] };

async function run(
  target: LifecycleTarget,
  observer: MeetingObserver,
  options: MeetingOptions,
): Promise<MigrationMeeting> {
  if (target.settings.environment.policy !== 'auto-create')
    return { ...NOTHING_DONE, executed: await runMigrations(target, observer) };
  const look = await withReadOnlySession(target, async (session) => {
    const pending = await pendingMigrations(target.dataSource, session);
    if (!pending?.length) return null;
    refuseForeignMigration(target, await inspectJournal(session, target.journal));
    return { isAutoCreated: (await autoCreated(session, target.journal)).size > 0 };
  });
  if (!look) return NOTHING_DONE;
  if (look.isAutoCreated) return runAfter(await meet(target, observer, options), target, observer);
  try {
    return { ...NOTHING_DONE, executed: await runMigrations(target, observer) };
  } catch (error) {
    if (!(error instanceof MigrationError) || !error.alreadyThere) throw error;
    const met = await meet(target, observer, options);
    // Another process may have recorded it meanwhile.
    const isKnown = met.stamped.length > 0 || met.unfinished.has(error.failure.name);
    if (!isKnown && (await isPending(target, error.failure.name))) throw error;
    const after = await runAfter(met, target, observer);
    return { ...after, executed: [...error.failure.committed, ...after.executed] };
  }
}

/**
 * Runs the pending migrations, as {@link runMigrations} does. In development and test, where tables are made without
 * migrations, those whose work is there already are recorded instead; rows that are there stay. Looks for it when the
 * journal knows of tables that were made so, or when a migration fails as something is there already. Elsewhere that
 * failure is the answer.
 * @throws MigrationMeetingError when the work of one is there in part; and as {@link runMigrations}
 */
export const meetAndRun = (
  target: LifecycleTarget,
  observer: MeetingObserver = {},
  options: MeetingOptions = {},
): Promise<MigrationMeeting> =>
  operate(
    target,
    'migrate',
    (operation) => {
      const onBegin = (migrations: readonly string[]) => operation.before({ migrations });
      return run(target, { ...observer, ...operation.locking(observer), onBegin }, options);
    },
    ({ executed }) => ({ after: { migrations: executed }, measures: { migrations: executed.length } }),
  );
