import { sendClearing } from '../apply/clearing.executor';
import { recordFailure } from '../apply/failure.recorder';
import { watchOn } from '../apply/fingerprint.query';
import { beginUnderLock } from '../apply/lifecycle.transaction';
import { READ_AS_CHECKED } from '../apply/statement.guard';
import { assertMoving } from '../apply/movement.guard';
import { executeBatch } from '../apply/plan.executor';
import { refuseGuardedEnvironment, refuseWithoutConsent } from '../consent/consent.guard';
import { SeederError } from '../errors/seeder.error';
import type { JournalNote } from '../interfaces/journal.interface';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { ResetOptions, ResetPlan } from '../interfaces/reset-plan.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { operate, type Operation } from '../operations/operation';
import { pathOf } from '../sql/identifier';
import { withSession, type SqlSession } from '../sql/sql.session';
import { lastLook } from '../trash/last.look';
import { resetAct } from './reset.act';
import { readReset, type ResetSnapshot } from './reset.reader';

export interface ResetReport<Made = undefined> {
  /** The schema that keeps what was there; null when nothing was, or it was dropped for good. */
  readonly trash: string | null;
  /** What was moved there, as `schema.name`; dependents that went along are part of it. */
  readonly setAside: readonly string[];
  /** What was dropped for good. */
  readonly dropped: readonly string[];
  readonly dependents: ResetPlan['dependents'];
  readonly handSet: ResetPlan['handSet'];
  readonly created: readonly string[];
  /** Exactly what was sent, in order; without what `afterCreation` sent. */
  readonly statements: readonly string[];
  readonly warnings: ResetPlan['warnings'];
  /** What `afterCreation` returned. */
  readonly made: Made | undefined;
  readonly durationMs: number;
}

export interface ResetWork<Made> extends LockObserver {
  /** The server's host as a person named it, where it is another machine. */
  readonly remote?: string;
  /** Called once nothing stands against the reset, before it locks or does anything; what it throws stops it. */
  beforeClearing?(): Promise<void>;
  /** Works in the same transaction once everything is created, e.g. seeds; what it throws rolls back all of it. */
  afterCreation?(session: SqlSession): Promise<Made>;
}

/** Moves or drops what is there, and creates it anew, in the session's open transaction. */
async function replace(
  session: SqlSession,
  { journal, metadataTable, settings, scope }: LifecycleTarget,
  { plan: { aside, clears, create }, ...looked }: ResetSnapshot,
  journalExists: boolean,
): Promise<void> {
  const { lockTimeoutMs } = settings;
  if (aside) {
    const makes = aside.manifest.places.map(({ trash }) => trash);
    assertMoving(clears, { ...aside, makes, drops: [], records: [pathOf(metadataTable)] }, scope.defaultSchema);
  }
  const { relations, parts, neighbours } = looked.holdings;
  const oids = parts.map(({ oid }) => oid);
  const { moves, constraints } = aside ?? { moves: [], constraints: [] };
  const watch = watchOn(oids, constraints);
  const before = await sendClearing(session, watch, clears, {
    oids,
    neighbours,
    lockTimeoutMs,
    lastLook: lastLook(relations, [looked]),
  });
  await executeBatch(session, create, {
    scope: { ...scope, creates: journalExists ? create.creates : [...create.creates, pathOf(journal)] },
    cleared: { moves, drops: aside ? [] : oids, watch, before },
    lockTimeoutMs,
  });
}

/**
 * The journal's note on a failed reset. If a seeder ended the transaction, the reset's own entry tells whether it was
 * committed.
 */
const failedPart = (error: unknown, database: string): JournalNote =>
  error instanceof SeederError && error.endedTransaction
    ? { event: 'seed', name: error.key }
    : { event: 'reset', name: database };

async function reset<Made>(
  operation: Operation<'reset'>,
  target: LifecycleTarget,
  confirmed: string | null,
  options: ResetOptions,
  { remote, beforeClearing, afterCreation, ...observer }: ResetWork<Made>,
): Promise<ResetReport<Made>> {
  const started = performance.now();
  return withSession(target.dataSource, async (session) => {
    const presence = await beginUnderLock(session, target, operation.locking(observer), READ_AS_CHECKED);
    const { database } = presence.server;
    await refuseWithoutConsent(session, target, presence.journalState, resetAct(options), {
      database: confirmed,
      remote,
    });
    const seen = await readReset(session, target, presence, options);
    const { undo = true } = options;
    // Before we lock the tables: a hook that reads them on another connection would wait for us for ever.
    await operation.before({ clears: seen.plan.cleared, undo, creates: seen.plan.create.creates });
    await beforeClearing?.();
    let made: Made | undefined;
    let snapshot = seen;
    try {
      snapshot = await readReset(session, target, presence, options, seen.holdings);
      await replace(session, target, snapshot, presence.journalState.exists);
      made = await afterCreation?.(session);
      await session.commitOnce('npm run db:journal');
    } catch (error) {
      await recordFailure(session, target, failedPart(error, database), error);
      throw error;
    }
    const { aside, cleared, dependents, handSet, clears, create, warnings } = snapshot.plan;
    return {
      trash: aside?.manifest.places[0]!.trash ?? null,
      setAside: aside ? cleared : [],
      dropped: aside ? [] : cleared,
      dependents,
      handSet,
      created: create.creates,
      statements: [...clears, ...create.statements].map(({ sql }) => sql),
      warnings,
      made,
      durationMs: performance.now() - started,
    };
  });
}

/**
 * Sets aside what is there of the app, or drops it, and creates all of it anew in one transaction under the lifecycle
 * lock. Before it commits it proves that what was set aside is the same but for its place, and that nothing but the
 * app's own relations has changed; when anything fails, all is as it was.
 * @param confirmed the database's name as a person gave it
 * @throws ConsentError, ResetRefusedError, EnvironmentStampError, LifecyclePlanError, LifecycleLockError, PlanExecutionError,
 *   HarmfulChangeError, and what `beforeClearing` and `afterCreation` throw; in each case nothing was changed, unless a seeder
 *   has ended the transaction, which its error says; UnknownOutcomeError where the COMMIT's answer was lost
 */
export async function resetFor<Made = undefined>(
  target: LifecycleTarget,
  confirmed: string | null,
  options: ResetOptions = {},
  work: ResetWork<Made> = {},
): Promise<ResetReport<Made>> {
  refuseGuardedEnvironment(target, resetAct(options));
  return operate(
    target,
    'reset',
    (operation) => reset(operation, target, confirmed, options, work),
    ({ trash, created, statements }) => ({
      after: { trash, created, statements },
      measures: { created: created.length, statements: statements.length },
    }),
  );
}
