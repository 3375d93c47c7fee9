import { sendClearing } from '../apply/clearing.executor';
import { recordFailure } from '../apply/failure.recorder';
import { watchOn } from '../apply/fingerprint.query';
import { proveNoHarm } from '../apply/harm.prover';
import { beginUnderLock } from '../apply/lifecycle.transaction';
import { assertMoving } from '../apply/movement.guard';
import { refuseGuardedEnvironment, refuseWithoutConsent } from '../consent/consent.guard';
import { assertAdditive, READ_AS_CHECKED } from '../apply/statement.guard';
import { RestoreRefusedError } from '../errors/restore-refused.error';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { RestoreReport } from '../interfaces/restore-report.interface';
import type { RestoreOptions, RestorePlan } from '../interfaces/restore-plan.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { operate, type Operation } from '../operations/operation';
import { pathOf } from '../sql/identifier';
import { withSession, type PostgresError, type SqlSession } from '../sql/sql.session';
import { lastLook } from './last.look';
import { restoreAct } from './restore.act';
import { readRestore, type RestoreSnapshot } from './restore.reader';
import { unfitRowsQuery } from './unfit-rows.query';

export interface RestoreWork extends LockObserver {
  /** The server's host as a person named it, where it is another machine. */
  readonly remote?: string;
}

/** SQLSTATE foreign_key_violation. */
const FOREIGN_KEY_VIOLATION = '23503';

/** Says which rows do not fit, when it is those that failed it. */
function explained(error: unknown, { constraints, trash }: RestorePlan): unknown {
  const failure = (error as Error).cause as PostgresError | undefined;
  if (failure?.code !== FOREIGN_KEY_VIOLATION) return error;
  const found = constraints.find(({ name, table }) => name === failure.constraint && table === failure.table);
  const constraint = trash.manifest.constraints.find(
    ({ name, table }) => name === found?.name && table === found.table,
  );
  return constraint
    ? RestoreRefusedError.rowsUnfit(constraint, unfitRowsQuery(constraint, trash.manifest), failure)
    : error;
}

/** Moves away and back in the session's open transaction, and proves that nothing is changed but where it is. */
async function move(
  session: SqlSession,
  { journal, settings, scope }: LifecycleTarget,
  { plan, going, coming, neighbours, looked }: RestoreSnapshot,
): Promise<void> {
  const { aside, makes, trash, moves, constraints, statements, records } = plan;
  const places = trash.manifest.places.map((place) => place.trash);
  const made = aside?.manifest.places.map((place) => place.trash) ?? [];
  const writes = plan.writes.map(pathOf);
  const ground = { moves, constraints, makes: [...makes, ...made], drops: places, records: writes };
  assertMoving(statements, ground, scope.defaultSchema);
  assertAdditive(records, { ...scope, creates: [pathOf(journal)] });
  const oids = [...going.parts, ...coming.parts].map(({ oid }) => oid);
  const watch = watchOn(oids, constraints);
  const { lockTimeoutMs } = settings;
  const last = lastLook([...going.relations, ...coming.relations], looked);
  const limits = { oids, neighbours, lockTimeoutMs, lastLook: last };
  const before = await sendClearing(session, watch, [...statements, ...records], limits);
  await proveNoHarm(session, watch, before, { moves, drops: [], writable: [...writes, pathOf(journal)] });
}

async function restore(
  operation: Operation<'restore'>,
  target: LifecycleTarget,
  confirmed: string | null,
  options: RestoreOptions,
  { remote, ...observer }: RestoreWork,
): Promise<RestoreReport> {
  const started = performance.now();
  return withSession(target.dataSource, async (session) => {
    const presence = await beginUnderLock(session, target, operation.locking(observer), READ_AS_CHECKED);
    const { database } = presence.server;
    await refuseWithoutConsent(session, target, presence.journalState, restoreAct(options), {
      database: confirmed,
      remote,
    });
    const seen = await readRestore(session, target, presence, options);
    let { plan } = seen;
    // Before we lock the tables: a hook that reads them on another connection would wait for us for ever.
    await operation.before({ trash: plan.trash.name, restores: plan.restores });
    try {
      const snapshot = await readRestore(session, target, presence, options, seen);
      plan = snapshot.plan;
      await move(session, target, snapshot);
      await session.commitOnce('npm run db:journal');
    } catch (failure) {
      const error = explained(failure, plan);
      await recordFailure(session, target, { event: 'restore', name: database }, error);
      throw error;
    }
    const { trash, aside, restores, dependents, lost, migrations, statements, records } = plan;
    return {
      restored: trash.name,
      relations: restores,
      trash: aside?.manifest.places[0]!.trash ?? null,
      setAside: aside?.manifest.relations.map(pathOf) ?? [],
      dependents,
      lost,
      migrations,
      statements: [...statements, ...records].map(({ sql }) => sql),
      durationMs: performance.now() - started,
    };
  });
}

/**
 * Brings back what a reset has set aside, in one transaction under the lifecycle lock; what stands there now is itself
 * set aside first, so that this can be undone, too. Before it commits it proves that all is the same but for its place.
 * @param confirmed the database's name as a person gave it
 * @throws ConsentError, UnknownTrashError, UnreadableTrashError, RestoreRefusedError, ResetRefusedError,
 *   EnvironmentStampError, LifecycleLockError, PlanExecutionError, HarmfulChangeError; in each case nothing was changed.
 *   UnknownOutcomeError where the COMMIT's answer was lost
 */
export async function restoreFor(
  target: LifecycleTarget,
  confirmed: string | null,
  options: RestoreOptions = {},
  work: RestoreWork = {},
): Promise<RestoreReport> {
  refuseGuardedEnvironment(target, restoreAct(options));
  return operate(
    target,
    'restore',
    (operation) => restore(operation, target, confirmed, options, work),
    ({ relations, trash, statements }) => ({
      after: { restored: relations, trash, statements },
      measures: { statements: statements.length },
    }),
  );
}
