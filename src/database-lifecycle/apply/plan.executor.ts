import { HarmfulChangeError } from '../errors/harmful-change.error';
import { LifecycleLockError } from '../errors/lifecycle-lock.error';
import { PlanExecutionError } from '../errors/plan-execution.error';
import type { PlanBatch } from '../interfaces/lifecycle-plan.interface';
import type { TableLocker } from '../interfaces/lock-holder.interface';
import { LOCK_NOT_AVAILABLE, parentLockersQuery, readMakers } from '../sql/lock.holders';
import { statementAt, type PostgresError, type Row, type SqlSession } from '../sql/sql.session';
import { watchOn, type Watch } from './fingerprint.query';
import {
  pathsTouched,
  readingsAfter,
  readingsBefore,
  toReadingsAfter,
  toReadingsBefore,
  verifyNoHarm,
  watchAgain,
  type ProofScope,
  type ReadingsBefore,
} from './harm.verifier';
import { namingSuspects } from './harm.suspects';
import { relationsAt } from './relation.lookup';
import { assertAdditive, type GuardScope } from './statement.guard';

export interface ExecutionContext {
  readonly scope: GuardScope;
  /** What the same transaction moved or dropped before, with the readings from before that. */
  readonly cleared?: Cleared;
  readonly lockTimeoutMs: number;
}

export interface Cleared extends Pick<ProofScope, 'moves' | 'drops'> {
  readonly watch: Watch;
  readonly before: ReadingsBefore;
}

/**
 * Creating touches nothing that is there, but for pg_class: a foreign key leaves a trace in the row of its parent
 * table.
 */
const NOTHING = watchOn([]);

async function lockFailure(
  session: SqlSession,
  { refersTo }: PlanBatch,
  { scope, lockTimeoutMs: timeoutMs }: ExecutionContext,
  cause: unknown,
): Promise<LifecycleLockError> {
  await session.rollBack();
  const awaited = [scope.journal, scope.metadataTable, ...refersTo];
  const lockers = await session.query<TableLocker>(parentLockersQuery(`ARRAY(${relationsAt(awaited)})`));
  if (lockers.length > 0) return LifecycleLockError.creationLock(timeoutMs, lockers, cause);
  return LifecycleLockError.makingLock(timeoutMs, await readMakers(session), cause);
}

/**
 * Runs a batch in the session's open transaction, in which READ_AS_CHECKED was sent: checks every statement, sends them
 * as one message, and proves before COMMIT, which is the caller's, that all was made and nothing else was touched.
 * @throws HarmfulChangeError, LifecycleLockError, PlanExecutionError; the caller rolls back what is still open
 */
export async function executeBatch(session: SqlSession, batch: PlanBatch, context: ExecutionContext): Promise<void> {
  const { scope, cleared } = context;
  assertAdditive(batch.statements, scope);
  const before = cleared ? [] : readingsBefore(NOTHING);
  const watch = cleared ? watchAgain(cleared.watch, cleared.before) : NOTHING;
  const statements = [...before, ...batch.statements.map(({ sql }) => sql)];
  let results: Row[][];
  try {
    results = await session.send(...statements, ...readingsAfter(watch));
  } catch (error) {
    const failure = error as PostgresError;
    if (failure.code === LOCK_NOT_AVAILABLE) throw await lockFailure(session, batch, context, error);
    throw PlanExecutionError.of(error, () => statementAt(statements, failure, session.completed));
  }
  const after = toReadingsAfter(results);
  const made = pathsTouched(after);
  const absent = batch.creates.filter((path) => !made.has(path));
  await namingSuspects(session, () => {
    if (absent.length > 0)
      throw HarmfulChangeError.changed(absent.map((path) => `${path} is still missing after its creation`));
    verifyNoHarm(cleared?.before ?? toReadingsBefore(results), after, {
      moves: cleared?.moves ?? [],
      drops: cleared?.drops ?? [],
      writable: [scope.journal, scope.metadataTable],
    });
  });
}
