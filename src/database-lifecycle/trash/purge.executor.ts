import { recordFailure } from '../apply/failure.recorder';
import { proveNoHarm } from '../apply/harm.prover';
import { readingsBefore, toReadingsBefore, type ReadingsBefore } from '../apply/harm.verifier';
import { watchOn } from '../apply/fingerprint.query';
import { addToJournal } from '../apply/journal.writer';
import { lockAndRead } from '../apply/lifecycle.lock';
import { refuseWithoutConsent } from '../consent/consent.guard';
import { LifecycleLockError, type LockHolder } from '../errors/lifecycle-lock.error';
import { PurgeError, PurgeRefusedError } from '../errors/purge.error';
import { journalQuery, toJournalState } from '../inspect/journal.query';
import type { Consent, DestructiveAct } from '../interfaces/consent.interface';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { PurgeReport } from '../interfaces/trash-report.interface';
import type { TrashContents } from '../interfaces/trash-contents.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { operate, type Operation } from '../operations/operation';
import { dropRelations } from '../plan/drop.statements';
import { pathOf, quoteIdentifier, quoteTextArray } from '../sql/identifier';
import { anyLockHoldersQuery, LOCK_NOT_AVAILABLE } from '../sql/lock.holders';
import { withSession, type PostgresError, type Row, type SqlSession } from '../sql/sql.session';
import { inspectContents } from './contents.inspector';
import { refuseHarmfulPurge } from './purge.guard';
import { toTrashListing, trashQuery } from './trash.inspector';

/** What is deleted, by whose leave. */
export interface PurgeOrder {
  readonly name: string;
  readonly act: DestructiveAct;
  readonly consent: Consent;
}

/** SQLSTATE dependent_objects_still_exist. */
const DEPENDENTS_EXIST = '2BP01';

const purgeStatements = ({ relations, types, schemas }: TrashContents): string[] => [
  ...dropRelations(relations, types).map(({ sql }) => sql),
  ...schemas.map((schema) => `DROP SCHEMA ${quoteIdentifier(schema)}`),
];

/** Drops what was found, as one message; returns how all was before. */
async function drop(
  session: SqlSession,
  { settings }: LifecycleTarget,
  name: string,
  contents: TrashContents,
): Promise<ReadingsBefore> {
  const before = readingsBefore(watchOn(contents.parts));
  try {
    return toReadingsBefore(await session.send(...before, ...purgeStatements(contents)));
  } catch (error) {
    const failure = error as PostgresError;
    if (failure.code === DEPENDENTS_EXIST) throw PurgeRefusedError.restricted(name, failure);
    if (failure.code !== LOCK_NOT_AVAILABLE) throw PurgeError.rejected(name, failure);
    await session.rollBack();
    const [holders] = await session.send(anyLockHoldersQuery(quoteTextArray(contents.awaited)));
    throw LifecycleLockError.purgeLock(name, settings.lockTimeoutMs, holders as unknown as LockHolder[], error);
  }
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
    const [contents] = (await inspectContents(session, [trash])) as [TrashContents];
    refuseHarmfulPurge(name, contents);
    await operation.before({ trash: name, drops: contents.relations.map(({ home }) => home) });
    try {
      const before = await drop(session, target, name, contents);
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
