import { LifecycleLockError, type LockHolder } from '../errors/lifecycle-lock.error';
import { PlanExecutionError } from '../errors/plan-execution.error';
import { ResetRefusedError } from '../errors/reset-refused.error';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import { quoteTextArray } from '../sql/identifier';
import { LOCK_NOT_AVAILABLE, anyLockHoldersQuery } from '../sql/lock.holders';
import { statementAt, type PostgresError, type SqlSession } from '../sql/sql.session';
import type { Watch } from './fingerprint.query';
import { readingsBefore, toReadingsBefore, type ReadingsBefore } from './harm.verifier';

/** SQLSTATE dependent_objects_still_exist. */
const DEPENDENTS_EXIST = '2BP01';

/**
 * Sends statements that move or drop relations, as one message, and returns how all was before.
 * @param oids of the relations whose locks it may have to wait for
 * @throws ResetRefusedError, LifecycleLockError that names who holds a lock, PlanExecutionError
 */
export async function sendClearing(
  session: SqlSession,
  watch: Watch,
  planned: readonly PlannedStatement[],
  { oids, lockTimeoutMs }: { readonly oids: readonly string[]; readonly lockTimeoutMs: number },
): Promise<ReadingsBefore> {
  const statements = [...readingsBefore(watch), ...planned.map(({ sql }) => sql)];
  try {
    return toReadingsBefore(await session.send(...statements));
  } catch (error) {
    const failure = error as PostgresError;
    if (failure.code === DEPENDENTS_EXIST) throw ResetRefusedError.restricted(failure);
    if (failure.code !== LOCK_NOT_AVAILABLE)
      throw PlanExecutionError.of(error, () => statementAt(statements, failure, session.completed));
    await session.rollBack();
    const [holders] = await session.send(anyLockHoldersQuery(quoteTextArray(oids)));
    throw LifecycleLockError.clearLock(lockTimeoutMs, holders as unknown as LockHolder[], error);
  }
}
