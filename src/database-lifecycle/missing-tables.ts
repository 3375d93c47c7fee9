import type { DataSource } from 'typeorm';
import { recordFailure } from './apply/failure.recorder';
import { lockAndRead } from './apply/lifecycle.lock';
import { executeBatch } from './apply/plan.executor';
import { refuseForeignDatabase } from './apply/stamp.guard';
import type { LockHolder } from './errors/lifecycle-lock.error';
import { LifecyclePlanError } from './errors/lifecycle-plan.error';
import { LifecycleRefusedError } from './errors/refused.error';
import { inspectDetails, toDetails, type RawDetails } from './inspect/detail.inspector';
import { detailQuery } from './inspect/detail.query';
import { inspectPresence } from './inspect/presence.inspector';
import type { CodeMigrations } from './inspect/presence.query';
import { secondLook } from './inspect/second.look';
import type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';
import type { LifecyclePlan, PlanBatch } from './interfaces/lifecycle-plan.interface';
import type { CreationReport } from './interfaces/lifecycle-report.interface';
import type { PresenceSnapshot } from './interfaces/schema-snapshot.interface';
import { lifecycleTarget, type LifecycleTarget } from './lifecycle.target';
import { inRunningOrder, migrationNames } from './migrations/migration.name';
import { detailRequest } from './plan/detail-request.builder';
import { planMissingRelations, type JournalPlan } from './plan/missing-relations.planner';
import { afterCreation, planningContext, type PlanningContext } from './plan/planning.context';
import { presenceNotices } from './plan/presence.rules';
import { pathOf } from './sql/identifier';
import { withReadOnlySession, withSession, type Row, type SqlSession } from './sql/sql.session';

/** Told what is going on while tables are created. */
export interface CreationObserver {
  /** Once, under the lock and before anything is created: the missing relations, as `schema.name`. */
  onMissing?(paths: readonly string[]): void;
  /** At the start and after each transaction: how many of the missing relations have been created. */
  onProgress?(done: number, total: number): void;
  /** Once, when another process holds the lifecycle lock. */
  onWait?(holders: readonly LockHolder[]): void;
}

type Batch = PlanBatch & { readonly warnings: LifecyclePlan['warnings'] };

const codeMigrations = ({ dataSource, migrationsTable }: LifecycleTarget): CodeMigrations => ({
  names: inRunningOrder(migrationNames(dataSource)),
  record: migrationsTable,
});

export const journalPlan = ({ journal, author }: LifecycleTarget): JournalPlan => ({ journal, author });

/** Plans what would be created, in the session's open transaction; reads only. */
export async function planIn(
  session: SqlSession,
  target: LifecycleTarget,
): Promise<{ plan: LifecyclePlan; presence: PresenceSnapshot }> {
  const { dataSource, model, journal } = target;
  const presence = await inspectPresence(session, model.relations, journal, codeMigrations(target));
  const context = planningContext(dataSource, model, presence);
  if (context.missing.length === 0) return { presence, plan: { batches: [], ...presenceNotices(model, presence) } };
  const details = await inspectDetails(session, detailRequest(context));
  return { presence, plan: await planMissingRelations(context, { ...presence, details }, journalPlan(target)) };
}

/** Plans what would be created, and changes nothing: the session is read only. */
export const planFor = (target: LifecycleTarget): Promise<{ plan: LifecyclePlan; presence: PresenceSnapshot }> =>
  withReadOnlySession(target.dataSource, (session) => planIn(session, target));

const sameMembers = <Member>(a: readonly Member[], b: readonly Member[]): boolean =>
  a.length === b.length && a.every((member, index) => member === b[index]);

/**
 * Locks, reads again, plans and runs the first batch of the plan in one transaction; null when nothing is missing any
 * more. When something else is missing than expected, the details read do not fit: answers with what to expect. What
 * was there is looked for again only after a wait for the lock, in which its holder may have moved it.
 */
async function createBatch(
  session: SqlSession,
  target: LifecycleTarget,
  expected: PlanningContext,
  observer: CreationObserver,
): Promise<Batch | PlanningContext | null> {
  const { dataSource, model, journal, settings, lockKey, scope } = target;
  const migrations = codeMigrations(target);
  const look = secondLook(expected.presence, model.relations, journal, migrations);
  const reads = [look.query, detailQuery(detailRequest(expected))];
  let waited = false;
  await session.runner.startTransaction();
  const [presenceRows, detailRows] = (await lockAndRead(session, lockKey, settings, reads, (holders) => {
    waited = true;
    observer.onWait?.(holders);
  })) as [Row[], Row[]];
  const presence = waited
    ? await inspectPresence(session, model.relations, journal, migrations)
    : look.read(presenceRows);
  refuseForeignDatabase(target, presence.journalState);
  const context = planningContext(dataSource, model, presence);
  if (context.missing.length === 0 || !sameMembers(context.missing, expected.missing)) {
    await session.runner.rollbackTransaction();
    return context.missing.length === 0 ? null : context;
  }
  const snapshot = { ...presence, details: toDetails(detailRows[0]!.details as RawDetails) };
  const { batches, problems, warnings } = await planMissingRelations(context, snapshot, journalPlan(target));
  if (problems.length > 0) throw new LifecyclePlanError(problems);
  observer.onMissing?.(context.missing.map(pathOf));
  const batch = batches[0]!;
  const creates = presence.journalState.exists ? batch.creates : [...batch.creates, pathOf(journal)];
  try {
    await executeBatch(session, batch, { scope: { ...scope, creates }, lockTimeoutMs: settings.lockTimeoutMs });
    await session.runner.commitTransaction();
  } catch (error) {
    await recordFailure(session, target, { event: 'create', name: presence.server.database }, error);
    throw error;
  }
  return { ...batch, warnings };
}

const isBatch = (outcome: Batch | PlanningContext): outcome is Batch => 'statements' in outcome;

/**
 * Creates the relations of the target that are missing, and nothing else. When none is: one round trip, no lock, no
 * write. Else each batch of the plan is one transaction under the lifecycle lock that proves, before it commits, that
 * nothing of what was there before has changed.
 */
export async function createFor(target: LifecycleTarget, observer: CreationObserver = {}): Promise<CreationReport> {
  const { dataSource, model, journal, settings } = target;
  const { environment } = settings;
  if (environment.policy !== 'auto-create') throw LifecycleRefusedError.creation(environment.name);
  const started = performance.now();
  return withSession(dataSource, async (session) => {
    const presence = await inspectPresence(session, model.relations, journal, codeMigrations(target));
    refuseForeignDatabase(target, presence.journalState);
    const notices = presenceNotices(model, presence);
    if (notices.problems.length > 0) throw new LifecyclePlanError(notices.problems);
    let context = planningContext(dataSource, model, presence);
    const done: Batch[] = [];
    let total = 0;
    const onMissing = (paths: readonly string[]): void => {
      total = paths.length;
      observer.onMissing?.(paths);
      observer.onProgress?.(0, total);
    };
    while (context.missing.length > 0) {
      const { onWait } = observer;
      const outcome = await createBatch(
        session,
        target,
        context,
        done.length === 0 ? { onWait, onMissing } : { onWait },
      );
      if (outcome === null) break;
      if (!isBatch(outcome)) {
        context = outcome;
        continue;
      }
      done.push(outcome);
      context = afterCreation(context, outcome.creates);
      observer.onProgress?.(total - context.missing.length, total);
    }
    const created = done.flatMap(({ creates }) => creates);
    return {
      server: presence.server,
      created,
      existing: model.relations.length - created.length,
      statements: done.flatMap(({ statements }) => statements.map(({ sql }) => sql)),
      warnings: done[0]?.warnings ?? notices.warnings,
      journal: presence.journal,
      durationMs: performance.now() - started,
    };
  });
}

/**
 * Plans the creation of the missing tables on an initialized DataSource; reads only.
 * @throws LifecycleConfigurationError when the DataSource is not one that this can work on safely
 */
export const planMissingTables = async (
  dataSource: DataSource,
  options?: DatabaseLifecycleOptions,
): Promise<LifecyclePlan> => (await planFor(lifecycleTarget(dataSource, options))).plan;

/**
 * Creates the missing tables on an initialized DataSource; never alters or drops one.
 * @throws LifecycleConfigurationError, LifecycleRefusedError (production), EnvironmentStampError, LifecyclePlanError,
 *   LifecycleLockError, PlanExecutionError, HarmfulChangeError; in each case nothing was changed
 */
export const createMissingTables = async (
  dataSource: DataSource,
  options?: DatabaseLifecycleOptions,
  observer?: CreationObserver,
): Promise<CreationReport> => createFor(lifecycleTarget(dataSource, options), observer);
