import { HarmfulChangeError } from '../errors/harmful-change.error';
import { LifecycleLockError, type LockHolder } from '../errors/lifecycle-lock.error';
import { PlanExecutionError } from '../errors/plan-execution.error';
import type { PlanBatch } from '../interfaces/lifecycle-plan.interface';
import type { Movement } from '../interfaces/reset-plan.interface';
import { quoteTextArray } from '../sql/identifier';
import { statementAt, type PostgresError, type Row, type SqlSession } from '../sql/sql.session';
import { fingerprints } from './fingerprint.query';
import { verifyNoHarm } from './harm.verifier';
import { LOCK_NOT_AVAILABLE, tableLockHoldersQuery } from './lifecycle.lock';
import { assertAdditive, type GuardScope } from './statement.guard';

export interface ExecutionContext {
  readonly scope: GuardScope;
  /** What `fingerprints()` told before, without the movement's constraints. */
  readonly before: readonly Row[];
  /** What went elsewhere since then, in the same transaction. */
  readonly movement: Movement;
  readonly lockTimeoutMs: number;
}

async function lockFailure(
  session: SqlSession,
  { refersTo }: PlanBatch,
  { before, scope, lockTimeoutMs: timeoutMs }: ExecutionContext,
  cause: unknown,
): Promise<LifecycleLockError> {
  await session.runner.rollbackTransaction();
  const awaited = new Set([scope.journal, scope.metadataTable, ...refersTo]);
  const tables = (before as { oid: string; name: string }[])
    .filter(({ name }) => awaited.has(name))
    .map(({ oid }) => oid);
  const [holders] = await session.send(tableLockHoldersQuery(quoteTextArray(tables)));
  return LifecycleLockError.tableLock(timeoutMs, holders as unknown as LockHolder[], cause);
}

/**
 * Runs a batch in the session's open transaction: checks every statement, sends them as one message, and proves
 * before COMMIT, which is the caller's, that all was made and nothing else was touched.
 * @throws HarmfulChangeError, LifecycleLockError, PlanExecutionError; the caller rolls back what is still open
 */
export async function executeBatch(session: SqlSession, batch: PlanBatch, context: ExecutionContext): Promise<void> {
  const { scope, before, movement } = context;
  assertAdditive(batch.statements, scope);
  const statements = batch.statements.map(({ sql }) => sql);
  let results: Row[][];
  try {
    results = await session.send(...statements, fingerprints(movement.constraints));
  } catch (error) {
    const failure = error as PostgresError;
    if (failure.code === LOCK_NOT_AVAILABLE) throw await lockFailure(session, batch, context, error);
    throw new PlanExecutionError(statementAt(statements, failure), failure);
  }
  const after = results.at(-1)!;
  const there = new Set((after as { name: string }[]).map(({ name }) => name));
  const absent = batch.creates.filter((path) => !there.has(path));
  if (absent.length > 0)
    throw HarmfulChangeError.changed(absent.map((path) => `${path} is still missing after its creation`));
  const { moves } = movement;
  await verifyNoHarm(session, before, after, { moves, writable: [scope.journal, scope.metadataTable] });
}
