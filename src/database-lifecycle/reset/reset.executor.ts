import { recordFailure } from '../apply/failure.recorder';
import { FINGERPRINTS } from '../apply/fingerprint.query';
import { LOCK_NOT_AVAILABLE, anyLockHoldersQuery, lockAndRead } from '../apply/lifecycle.lock';
import { executeBatch } from '../apply/plan.executor';
import { refuseForeignDatabase } from '../apply/stamp.guard';
import { LifecycleLockError, type LockHolder } from '../errors/lifecycle-lock.error';
import { PlanExecutionError } from '../errors/plan-execution.error';
import { ResetRefusedError } from '../errors/reset-refused.error';
import { toPresence, type RawPresence } from '../inspect/presence.inspector';
import { presenceQuery } from '../inspect/presence.query';
import type { ResetFindings, ResetPlan } from '../interfaces/reset-plan.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { pathOf, quoteTextArray } from '../sql/identifier';
import { statementAt, withSession, type PostgresError, type Row, type SqlSession } from '../sql/sql.session';
import { readReset } from './reset.reader';

export interface ResetReport {
  readonly dropped: readonly string[];
  readonly created: readonly string[];
  /** Exactly what was sent, in order. */
  readonly statements: readonly string[];
  readonly warnings: ResetPlan['warnings'];
  readonly durationMs: number;
}

/** SQLSTATE dependent_objects_still_exist. */
const DEPENDENTS_EXIST = '2BP01';

async function sendDrops(
  session: SqlSession,
  { settings }: LifecycleTarget,
  { drops }: ResetPlan,
  { vanishing }: ResetFindings,
): Promise<void> {
  const statements = drops.map(({ sql }) => sql);
  try {
    if (statements.length > 0) await session.send(...statements);
  } catch (error) {
    const failure = error as PostgresError;
    if (failure.code === DEPENDENTS_EXIST) throw ResetRefusedError.restricted(failure);
    if (failure.code !== LOCK_NOT_AVAILABLE) throw new PlanExecutionError(statementAt(statements, failure), failure);
    await session.runner.rollbackTransaction();
    const [holders] = await session.send(anyLockHoldersQuery(quoteTextArray(vanishing.map(({ oid }) => oid))));
    throw LifecycleLockError.dropLock(settings.lockTimeoutMs, holders as unknown as LockHolder[], error);
  }
}

/**
 * Drops what is there of the app and creates all of it anew in one transaction under the lifecycle lock. Before it
 * commits it proves that nothing but the app's own relations has changed; when anything fails, nothing was lost.
 * @param confirmed the database's name as a person gave it
 * @throws ResetRefusedError, EnvironmentStampError, LifecyclePlanError, LifecycleLockError, PlanExecutionError,
 *   HarmfulChangeError; in each case nothing was changed
 */
export async function resetFor(
  target: LifecycleTarget,
  confirmed: string | null,
  onWait: (holders: readonly LockHolder[]) => void = () => undefined,
): Promise<ResetReport> {
  const { dataSource, model, journal, settings, lockKey, scope } = target;
  const { environment, lockTimeoutMs } = settings;
  if (environment.policy !== 'auto-create') throw ResetRefusedError.environment(environment.name);
  const started = performance.now();
  return withSession(dataSource, async (session) => {
    await session.runner.startTransaction();
    const read = [presenceQuery(model.relations, journal), FINGERPRINTS];
    const [presenceRows, before] = (await lockAndRead(session, lockKey, settings, read, onWait)) as [Row[], Row[]];
    const presence = toPresence(presenceRows[0]!.presence as RawPresence, model.relations);
    refuseForeignDatabase(target, presence.journalState);
    if (confirmed !== presence.server.database) {
      throw ResetRefusedError.notConfirmed(presence.server.database, confirmed);
    }
    const { findings, plan } = await readReset(session, target, presence);
    try {
      await sendDrops(session, target, plan, findings);
      const dropped = new Set(findings.vanishing.map(({ oid }) => oid));
      const creates = presence.journalState.exists ? plan.create.creates : [...plan.create.creates, pathOf(journal)];
      await executeBatch(session, plan.create, {
        scope: { ...scope, creates },
        before: before.filter(({ oid }) => !dropped.has(String(oid))),
        lockTimeoutMs,
      });
      await session.runner.commitTransaction();
    } catch (error) {
      await recordFailure(session, target, { event: 'reset', name: presence.server.database }, error);
      throw error;
    }
    return {
      dropped: plan.dropped,
      created: plan.create.creates,
      statements: [...plan.drops, ...plan.create.statements].map(({ sql }) => sql),
      warnings: plan.warnings,
      durationMs: performance.now() - started,
    };
  });
}
