import { clearingSender, sendBehind, type ClearingRefusals } from '../apply/clearing.executor';
import { recordFailure } from '../apply/failure.recorder';
import { proveNoHarm } from '../apply/harm.prover';
import type { ReadingsBefore } from '../apply/harm.verifier';
import { watchOn } from '../apply/fingerprint.query';
import { addToJournal } from '../apply/journal.writer';
import { lockAndRead } from '../apply/lifecycle.lock';
import { refuseWithoutConsent } from '../consent/consent.guard';
import { LifecycleLockError } from '../errors/lifecycle-lock.error';
import { PurgeError, PurgeRefusedError } from '../errors/purge.error';
import { journalQuery, toJournalState } from '../inspect/journal.query';
import type { Consent, DestructiveAct } from '../interfaces/consent.interface';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { PurgeReport } from '../interfaces/trash-report.interface';
import type { Trash } from '../interfaces/trash.interface';
import type { TrashContents } from '../interfaces/trash-contents.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { operate, type Operation } from '../operations/operation';
import { dropRelations } from '../plan/drop.statements';
import { pathOf, quoteIdentifier } from '../sql/identifier';
import { withSession, type Row, type SqlSession } from '../sql/sql.session';
import { askContents, inspectContents } from './contents.inspector';
import { refuseHarmfulPurge } from './purge.guard';
import { lockOthers, lockTables, unlocked } from './relation.locks';
import { toTrashListing, trashQuery } from './trash.inspector';

/** What is deleted, by whose leave. */
export interface PurgeOrder {
  readonly name: string;
  readonly act: DestructiveAct;
  readonly consent: Consent;
}

const purgeStatements = ({ relations, types, schemas }: TrashContents): string[] => [
  ...dropRelations(relations, types).map(({ sql }) => sql),
  ...schemas.map((schema) => `DROP SCHEMA ${quoteIdentifier(schema)}`),
];

interface Dropped {
  readonly contents: TrashContents;
  readonly before: ReadingsBefore;
}

/** @throws PurgeRefusedError when it is not what was locked, or something has come to hang on it */
function refuseChanged(name: string, contents: TrashContents, locked: TrashContents): void {
  refuseHarmfulPurge(name, contents);
  const others = unlocked(contents.relations, locked.relations);
  if (others.length > 0) throw PurgeRefusedError.meanwhile(name, others.map(pathOf));
}

const refusalsOf = (name: string): ClearingRefusals => ({
  restricted: (failure) => PurgeRefusedError.restricted(name, failure),
  meanwhile: (changes, failure) => PurgeRefusedError.meanwhile(name, changes, failure),
  locked: (timeoutMs, lockers, cause) => LifecycleLockError.purgeLock(name, timeoutMs, lockers, cause),
  rejected: (failure) => PurgeError.rejected(name, failure),
});

/**
 * Locks what was found, looks again, as others may have changed it in the meantime, and drops it. Returns it as it was under
 * the locks, and how everything was before.
 */
async function drop(
  session: SqlSession,
  { settings }: LifecycleTarget,
  trash: Trash,
  seen: TrashContents,
): Promise<Dropped> {
  const { sql, contentsOf } = askContents(trash);
  const limits = { oids: seen.awaited, lockTimeoutMs: settings.lockTimeoutMs };
  const sender = clearingSender(session, limits, refusalsOf(trash.name));
  const contents = contentsOf((await sender.send(...lockTables(seen.relations), sql)).at(-1)!);
  refuseChanged(trash.name, contents, seen);
  const lastLook = {
    locks: lockOthers(contents.relations),
    looks: [sql],
    verify: ([rows]: readonly (readonly Row[])[]) => refuseChanged(trash.name, contentsOf(rows!), contents),
  };
  const before = await sendBehind(lastLook, sender, watchOn(contents.parts), purgeStatements(contents));
  return { contents, before };
}

const purge = (
  operation: Operation<'purge'>,
  target: LifecycleTarget,
  { name, act, consent }: PurgeOrder,
  observer: LockObserver,
): Promise<PurgeReport> =>
  withSession(target.dataSource, async (session) => {
    const started = performance.now();
    const { journal, migrationsTable, settings, lockKey } = target;
    await session.runner.startTransaction();
    const read = [journalQuery(journal), trashQuery(migrationsTable)];
    const [state, rows] = (await lockAndRead(session, lockKey, settings, read, operation.locking(observer))) as [
      Row[],
      Row[],
    ];
    await refuseWithoutConsent(session, target, toJournalState(state), act, consent);
    const trash = toTrashListing(rows).trashes.find((one) => one.name === name);
    if (!trash) throw PurgeError.gone(name);
    const [seen] = (await inspectContents(session, [trash])) as [TrashContents];
    refuseHarmfulPurge(name, seen);
    // Before we lock the tables: a hook that reads them on another connection would wait for us for ever.
    await operation.before({ trash: name, drops: seen.relations.map(({ home }) => home) });
    try {
      const { contents, before } = await drop(session, target, trash, seen);
      const dropped = contents.relations.map(({ home }) => home);
      const note = { event: 'purge', name, details: { dropped }, durationMs: 'of transaction' } as const;
      const unrecorded = await addToJournal(session, target, [note]);
      const scope = { writable: [pathOf(journal)], moves: [], drops: contents.parts };
      await proveNoHarm(session, watchOn(contents.parts), before, scope);
      await session.runner.commitTransaction();
      return {
        name,
        dropped,
        ...(unrecorded === undefined ? {} : { unrecorded }),
        durationMs: performance.now() - started,
      };
    } catch (error) {
      await recordFailure(session, target, { event: 'purge', name }, error);
      throw error;
    }
  });

/**
 * Deletes one trash for good, in one transaction under the lifecycle lock: exactly what its manifest names, without
 * CASCADE, then its schemas. Before it commits it proves that nothing else has changed.
 * @throws ConsentError, EnvironmentStampError, PurgeRefusedError, PurgeError, LifecycleLockError, HarmfulChangeError; in
 *   each case nothing was deleted
 */
export const purgeFor = (
  target: LifecycleTarget,
  order: PurgeOrder,
  observer: LockObserver = {},
): Promise<PurgeReport> =>
  operate(
    target,
    'purge',
    (operation) => purge(operation, target, order, observer),
    ({ name, dropped }) => ({ after: { trash: name, dropped }, measures: {} }),
  );
