import { recordFailure } from './apply/failure.recorder';
import { lockAndRead } from './apply/lifecycle.lock';
import { executeBatch } from './apply/plan.executor';
import { refuseForeignDatabase } from './apply/stamp.guard';
import { READ_AS_CHECKED } from './apply/statement.guard';
import { DatabaseLifecycleError } from './errors/database-lifecycle.error';
import { HarmfulChangeError } from './errors/harmful-change.error';
import { LifecyclePlanError } from './errors/lifecycle-plan.error';
import { PlanExecutionError } from './errors/plan-execution.error';
import { inspectDetails, toDetails, type RawDetails } from './inspect/detail.inspector';
import { detailQuery } from './inspect/detail.query';
import { journalQuery, toJournalState } from './inspect/journal.query';
import { inspectPresence, lookForPresence } from './inspect/presence.inspector';
import { secondLook } from './inspect/second.look';
import type { CreationObserver } from './interfaces/creation-observer.interface';
import type { LifecyclePlan, PlanBatch } from './interfaces/lifecycle-plan.interface';
import type { PresenceSnapshot } from './interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from './lifecycle.target';
import { codeMigrations } from './migrations/code.migrations';
import { detailRequest } from './plan/detail-request.builder';
import { planMissingRelations } from './plan/missing-relations.planner';
import { afterCreation, planningContext, type PlanningContext } from './plan/planning.context';
import type { Notices } from './plan/presence.rules';
import { count } from './report/units';
import { pathOf } from './sql/identifier';
import type { Row, SqlSession } from './sql/sql.session';

type Batch = PlanBatch & Notices;

/** Plans the creation of what presence found missing, in the session's open transaction; reads only. */
export async function planMissing(
  session: SqlSession,
  target: LifecycleTarget,
  presence: PresenceSnapshot,
): Promise<LifecyclePlan> {
  const context = planningContext(target.dataSource, target.model, presence);
  if (context.missing.length === 0) return { batches: [], ...context.notices };
  const details = await inspectDetails(session, detailRequest(context));
  return planMissingRelations(context, { ...presence, details }, target);
}

const sameMembers = <Member>(a: readonly Member[], b: readonly Member[]): boolean =>
  a.length === b.length && a.every((member, index) => member === b[index]);

/**
 * Takes the lock, looks again, plans, and runs the first batch of the plan, in one transaction. Null when nothing is
 * missing any more. If other relations are missing than expected, the details that were read do not fit: it returns the
 * new context. It looks at everything again only if a name was taken, or after a wait for the lock, whose holder may
 * have changed anything.
 * @param isTolerated whether an error that the statements end with is no failure to record
 */
async function createBatch(
  session: SqlSession,
  target: LifecycleTarget,
  expected: PlanningContext,
  observer: CreationObserver,
  isTolerated: (error: unknown) => boolean,
): Promise<Batch | PlanningContext | null> {
  const { dataSource, model, journal, settings, lockKey, scope } = target;
  const looks = [secondLook(expected.missing), journalQuery(journal), detailQuery(detailRequest(expected))];
  let waited = false;
  await session.runner.startTransaction();
  const [, names, state, detailRows] = (await lockAndRead(session, lockKey, settings, [READ_AS_CHECKED, ...looks], {
    onWait: (holders) => observer.onWait?.(holders),
    onLocked(waitedMs) {
      waited = true;
      observer.onLocked?.(waitedMs);
    },
  })) as [unknown, Row[], Row[], Row[]];
  const journalState = toJournalState(state);
  refuseForeignDatabase(target, journalState);
  let context = expected;
  if (waited || names[0]!.taken) {
    const presence = await inspectPresence(session, model.relations, journal, codeMigrations(target));
    context = planningContext(dataSource, model, presence);
    if (context.missing.length === 0 || !sameMembers(context.missing, expected.missing)) {
      await session.rollBack();
      return context.missing.length === 0 ? null : context;
    }
  }
  const details = toDetails(detailRows[0]!.details as RawDetails);
  const snapshot = { ...context.presence, journalState, details };
  const { batches, problems, warnings } = await planMissingRelations(context, snapshot, target);
  if (problems.length > 0) throw new LifecyclePlanError(problems);
  await observer.onMissing?.(context.missing.map(pathOf));
  const batch = batches[0]!;
  const creates = journalState.exists ? batch.creates : [...batch.creates, pathOf(journal)];
  try {
    await executeBatch(session, batch, { scope: { ...scope, creates }, lockTimeoutMs: settings.lockTimeoutMs });
    await session.runner.commitTransaction();
  } catch (error) {
    const failed = { event: 'create', name: context.presence.server.database } as const;
    if (!isTolerated(error)) await recordFailure(session, target, failed, error);
    throw error;
  }
  return { ...batch, problems, warnings };
}

/**
 * Whether somebody who does not share our lock was faster: an app with another migrations table, or another tenant,
 * took a name, or somebody altered a table that a new key refers to while we waited for it.
 */
const isOutrun = (error: unknown): boolean =>
  (error instanceof PlanExecutionError && error.isOutrun) || (error instanceof HarmfulChangeError && error.isDoubtful);

/** The same failure, with a note of how many tables earlier batches have committed. */
async function withRemains(session: SqlSession, error: unknown, done: readonly Batch[]): Promise<unknown> {
  const failure = await session.failureOf(error);
  const stay = done.flatMap(({ creates }) => creates).length;
  if (stay === 0 || !(failure instanceof DatabaseLifecycleError)) return failure;
  return failure.noting(
    `What was committed before stays (${count(stay, 'table')}); starting again goes on from there.`,
  );
}

const isBatch = (outcome: Batch | PlanningContext): outcome is Batch => 'statements' in outcome;

/**
 * Creates what presence found missing, each batch of the plan in a transaction of its own. If somebody was faster, it
 * looks and plans again, once.
 * @throws LifecyclePlanError, before it locks anything, when presence alone tells that it can't be
 * @returns the batches in the order in which they were committed; none when nothing is missing any more
 */
export async function createMissing(
  session: SqlSession,
  target: LifecycleTarget,
  presence: PresenceSnapshot,
  observer: CreationObserver,
): Promise<readonly Batch[]> {
  const { dataSource, model, journal, settings } = target;
  const look = () => lookForPresence(session, model.relations, journal, codeMigrations(target), settings.lockTimeoutMs);
  let context = planningContext(dataSource, model, presence);
  if (context.notices.problems.length > 0) throw new LifecyclePlanError(context.notices.problems);
  const done: Batch[] = [];
  let total = 0;
  const onMissing = async (paths: readonly string[]): Promise<void> => {
    total = paths.length;
    await observer.onMissing?.(paths);
    observer.onProgress?.(0, total);
  };
  let tries = 2;
  const isTolerated = (error: unknown): boolean => tries > 1 && isOutrun(error);
  while (context.missing.length > 0) {
    const telling = { ...observer, onMissing: done.length === 0 ? onMissing : undefined };
    let outcome: Batch | PlanningContext | null;
    try {
      outcome = await createBatch(session, target, context, telling, isTolerated);
    } catch (error) {
      if (!isTolerated(error)) throw await withRemains(session, error, done);
      tries -= 1;
      await session.rollBack();
      context = planningContext(dataSource, model, await look());
      continue;
    }
    if (outcome === null) break;
    if (!isBatch(outcome)) {
      context = outcome;
      continue;
    }
    done.push(outcome);
    context = afterCreation(context, outcome.creates);
    observer.onProgress?.(total - context.missing.length, total);
  }
  return done;
}
