import { QueryFailedError } from 'typeorm';
import { refuseForeignMigration } from '../../apply/stamp.guard';
import { MigrationError } from '../../errors/migration.error';
import { MigrationMeetingError } from '../../errors/migration-meeting.error';
import { UnfinishedMigrationError } from '../../errors/unfinished-migration.error';
import { inspectJournal } from '../../inspect/journal.inspector';
import type { FinishedMigration, MigrationMeeting } from '../../interfaces/migration-meeting.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import { operate } from '../../operations/operation';
import { withReadOnlySession } from '../../sql/sql.session';
import { executeWithChecksum } from '../checksum.recorder';
import { pendingMigrations } from '../migration.inspector';
import { runMigrations, type ExecuteMigration } from '../migration.runner';
import { autoCreated } from './auto-created.inspector';
import type { MeetingObserver, MeetingOptions } from './meeting.observer';
import { meet, type Met } from './met.migrations';
import { finishPartial } from './partial.finisher';

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
function inPart(error: unknown, { partial }: Met): MigrationMeetingError | undefined {
  if (!(error instanceof MigrationError)) return undefined;
  const { failure, cause } = error;
  const one = partial.get(failure.name);
  const isUnfinished = cause instanceof UnfinishedMigrationError;
  if (!one || !(isUnfinished || cause instanceof QueryFailedError)) return undefined;
  const { differences } = isUnfinished && cause.differences.length > 0 ? cause : one;
  return new MigrationMeetingError([{ ...one, differences, why: cause.message }], { cause: error });
}

const isPending = (target: LifecycleTarget, name: string): Promise<boolean> =>
  withReadOnlySession(
    target,
    async (session) => (await pendingMigrations(target.dataSource, session))?.includes(name) ?? true,
  );

async function runAfter(met: Met, target: LifecycleTarget, observer: MeetingObserver): Promise<MigrationMeeting> {
  const { stamped, partial } = met;
  const finished = new Map<string, FinishedMigration>();
  const execute: ExecuteMigration = async (executor, migration, session) => {
    const one = partial.get(migration.name);
    if (!one) return executeWithChecksum(executor, migration);
    const done = await finishPartial(session, target, executor, migration, one);
    finished.set(done.name, done);
    observer.onFinish?.(done);
    return one.effect.checksum;
  };
  try {
    const executed = await runMigrations(target, observer, { execute });
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
    const isKnown = met.stamped.length > 0 || met.partial.has(error.failure.name);
    if (!isKnown && (await isPending(target, error.failure.name))) throw error;
    const after = await runAfter(met, target, observer);
    return { ...after, executed: [...error.failure.committed, ...after.executed] };
  }
}

/**
 * Runs the pending migrations, as {@link runMigrations} does. In development and test, where tables are made without
 * migrations, those whose work is there already are recorded instead, and of those of which a part is there only the rest
 * is done; rows that are there stay. Looks for it when the journal knows of tables that were made so, or when a migration
 * fails as something is there already. Elsewhere that failure is the answer.
 * @throws MigrationMeetingError when the work of one is there in part, and its rest can't be done; and as
 *   {@link runMigrations}
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
