import { LifecycleLockError } from '../errors/lifecycle-lock.error';
import { PlanExecutionError } from '../errors/plan-execution.error';
import { ResetRefusedError } from '../errors/reset-refused.error';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { TableLocker } from '../interfaces/lock-holder.interface';
import { LOCK_NOT_AVAILABLE, readLockers } from '../sql/lock.holders';
import { statementAt, type PostgresError, type Row, type SqlSession } from '../sql/sql.session';
import type { Watch } from './fingerprint.query';
import { readingsBefore, toReadingsBefore, type ReadingsBefore } from './harm.verifier';

/** SQLSTATE dependent_objects_still_exist. */
const DEPENDENTS_EXIST = '2BP01';
/** SQLSTATE undefined_table: it was dropped or renamed since it was looked at. */
const UNDEFINED_TABLE = '42P01';

export interface ClearingLimits {
  /** The relations whose locks it may have to wait for. */
  readonly oids: readonly string[];
  /** Others that it locks on the way, some of them in ways that not every user of them stands against. */
  readonly neighbours?: readonly string[];
  readonly lockTimeoutMs: number;
}

export type Sender = Pick<SqlSession, 'send'>;

/** What to throw for what PostgreSQL answers. */
export interface ClearingRefusals {
  /** What hangs on a relation keeps it from going. */
  restricted(failure: PostgresError): Error;
  /** Others have taken a relation away, or replaced it. */
  meanwhile(changes: readonly string[], failure: PostgresError): Error;
  locked(timeoutMs: number, lockers: readonly TableLocker[], cause: unknown): Error;
  rejected(failure: PostgresError, statement: () => string | undefined): unknown;
}

const RESET: ClearingRefusals = {
  restricted: (failure) => ResetRefusedError.restricted(failure),
  meanwhile: (changes, failure) => ResetRefusedError.meanwhile(changes, failure),
  locked: (timeoutMs, lockers, cause) => LifecycleLockError.clearLock(timeoutMs, lockers, cause),
  rejected: (failure, statement) => PlanExecutionError.of(failure, statement),
};

/**
 * Sends as the session does, for what locks, moves or drops relations.
 * @param refusals default: ResetRefusedError, LifecycleLockError that names who holds a lock on which table,
 *   PlanExecutionError
 * @throws one of the refusals
 */
export const clearingSender = (
  session: SqlSession,
  { oids, neighbours = [], lockTimeoutMs }: ClearingLimits,
  refusals: ClearingRefusals = RESET,
): Sender => ({
  async send(...statements) {
    try {
      return await session.send(...statements);
    } catch (error) {
      const failure = error as PostgresError;
      if (failure.code === DEPENDENTS_EXIST) throw refusals.restricted(failure);
      if (failure.code === UNDEFINED_TABLE) throw refusals.meanwhile([failure.message], failure);
      if (failure.code !== LOCK_NOT_AVAILABLE)
        throw refusals.rejected(failure, () => statementAt(statements, failure, session.completed));
      await session.rollBack();
      const lockers = await readLockers(session, oids);
      const inTheWay = lockers.length > 0 ? lockers : await readLockers(session, neighbours);
      throw refusals.locked(lockTimeoutMs, inTheWay, error);
    }
  },
});

/** Locks what could not be locked earlier, and checks that it is still what the plan was made for. */
export interface LastLook {
  readonly locks: readonly string[];
  readonly looks: readonly string[];
  /** Throws what has changed. */
  verify(answers: readonly (readonly Row[])[]): void;
}

/**
 * Sends statements that move or drop relations: as one message, or as two where a last look has to come first. Returns
 * the readings of the state before them.
 * @throws what the sender and the last look throw
 */
export async function sendBehind(
  { locks, looks, verify }: LastLook,
  sender: Sender,
  watch: Watch,
  statements: readonly string[],
): Promise<ReadingsBefore> {
  const readings = readingsBefore(watch);
  if (locks.length === 0) return toReadingsBefore(await sender.send(...readings, ...statements));
  const answers = await sender.send(...readings, ...locks, ...looks);
  verify(answers.slice(-looks.length));
  await sender.send(...statements);
  return toReadingsBefore(answers);
}

/** As {@link sendBehind}, of a plan. Throws what {@link clearingSender} and the last look throw. */
export const sendClearing = (
  session: SqlSession,
  watch: Watch,
  planned: readonly PlannedStatement[],
  { lastLook, ...limits }: ClearingLimits & { readonly lastLook: LastLook },
): Promise<ReadingsBefore> =>
  sendBehind(
    lastLook,
    clearingSender(session, limits),
    watch,
    planned.map(({ sql }) => sql),
  );
