import type { DataSource } from 'typeorm';
import { refuseForeignDatabase } from './apply/stamp.guard';
import { LifecyclePlanError } from './errors/lifecycle-plan.error';
import { LifecycleRefusedError } from './errors/refused.error';
import { inspectPresence, lookForPresence } from './inspect/presence.inspector';
import type { CreationObserver } from './interfaces/creation-observer.interface';
import type { DatabaseLifecycleOptions } from './interfaces/lifecycle-options.interface';
import type { LifecyclePlan } from './interfaces/lifecycle-plan.interface';
import type { CreationReport } from './interfaces/lifecycle-report.interface';
import type { PresenceSnapshot } from './interfaces/schema-snapshot.interface';
import { lifecycleTarget, type LifecycleTarget } from './lifecycle.target';
import { codeMigrations } from './migrations/code.migrations';
import { operate } from './operations/operation';
import { presenceNotices } from './plan/presence.rules';
import { withReadOnlySession, withSession, type SqlSession } from './sql/sql.session';

/** Loaded only when something is missing: a start with nothing to do should not wait for what it does not use. */
const creator = () => require('./missing-tables.creator') as typeof import('./missing-tables.creator');

const isAnyMissing = ({ findings }: PresenceSnapshot): boolean => findings.some(({ state }) => state === 'missing');

/** Plans what would be created, in the session's open transaction; reads only. */
export async function planIn(
  session: SqlSession,
  target: LifecycleTarget,
): Promise<{ plan: LifecyclePlan; presence: PresenceSnapshot }> {
  const { model, journal } = target;
  const presence = await inspectPresence(session, model.relations, journal, codeMigrations(target));
  if (!isAnyMissing(presence)) return { presence, plan: { batches: [], ...presenceNotices(model, presence) } };
  return { presence, plan: await creator().planMissing(session, target, presence) };
}

/** Plans what would be created, and changes nothing: the session is read only. */
export const planFor = (target: LifecycleTarget): Promise<{ plan: LifecyclePlan; presence: PresenceSnapshot }> =>
  withReadOnlySession(target, (session) => planIn(session, target));

/** As {@link createFor}, but without hooks and telemetry: for scratch databases. */
export async function createTables(target: LifecycleTarget, observer: CreationObserver = {}): Promise<CreationReport> {
  const { dataSource, model, journal, settings } = target;
  const { environment } = settings;
  if (environment.policy !== 'auto-create') throw LifecycleRefusedError.creation(environment.name);
  const started = performance.now();
  return withSession(dataSource, async (session) => {
    const migrations = codeMigrations(target);
    const presence = await lookForPresence(session, model.relations, journal, migrations, settings.lockTimeoutMs);
    refuseForeignDatabase(target, presence.journalState);
    const done = isAnyMissing(presence) ? await creator().createMissing(session, target, presence, observer) : [];
    const { problems, warnings } = done[0] ?? presenceNotices(model, presence);
    if (problems.length > 0) throw new LifecyclePlanError(problems);
    const created = done.flatMap(({ creates }) => creates);
    return {
      server: presence.server,
      created,
      existing: model.relations.length - created.length,
      statements: done.flatMap(({ statements }) => statements.map(({ sql }) => sql)),
      warnings,
      journal: presence.journal,
      durationMs: performance.now() - started,
    };
  });
}

/**
 * Creates the relations of the target that are missing, and nothing else. When none is: one round trip, no lock, no
 * write. Else each batch of the plan is one transaction under the lifecycle lock that proves, before it commits, that
 * nothing of what was there before has changed.
 */
export const createFor = (target: LifecycleTarget, observer: CreationObserver = {}): Promise<CreationReport> =>
  operate(
    target,
    'create',
    (operation) =>
      createTables(target, {
        ...operation.locking(observer),
        onProgress: (done, total) => observer.onProgress?.(done, total),
        onMissing: async (missing) => {
          await observer.onMissing?.(missing);
          await operation.before({ missing });
        },
      }),
    ({ created, statements }) => ({
      after: { created, statements },
      measures: { created: created.length, statements: statements.length },
    }),
  );

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
 *   LifecycleLockError, PlanExecutionError, HarmfulChangeError; in each case nothing was changed, but for the batches of
 *   a large plan that were committed before: their tables stay, the message counts them, and another start goes on
 */
export const createMissingTables = async (
  dataSource: DataSource,
  options?: DatabaseLifecycleOptions,
  observer?: CreationObserver,
): Promise<CreationReport> => createFor(lifecycleTarget(dataSource, options), observer);
