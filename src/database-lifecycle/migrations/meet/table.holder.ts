import { LifecycleLockError } from '../../errors/lifecycle-lock.error';
import type { CatalogTable } from '../../interfaces/catalog-snapshot.interface';
import type { LockHolder } from '../../interfaces/lock-holder.interface';
import { quoteLiteral, quotePath } from '../../sql/identifier';
import { anyLockHoldersQuery, LOCK_NOT_AVAILABLE } from '../../sql/lock.holders';
import type { PostgresError, SqlSession } from '../../sql/sql.session';

/**
 * Keeps others from altering, dropping or indexing the tables until the open transaction ends; reads and writes of rows
 * go on. https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
 * @throws LifecycleLockError when somebody is altering one of them for longer than `lock_timeout`
 */
export async function holdTables(
  session: SqlSession,
  tables: readonly CatalogTable[],
  lockTimeoutMs: number,
): Promise<void> {
  const held = tables.filter(({ kind }) => kind !== 'foreign table').map(quotePath);
  if (held.length === 0) return;
  try {
    await session.send(`LOCK TABLE ${held.join(', ')} IN SHARE UPDATE EXCLUSIVE MODE`);
  } catch (error) {
    if ((error as PostgresError).code !== LOCK_NOT_AVAILABLE) throw error;
    await session.rollBack();
    const relations = `ARRAY[${held.map((path) => `to_regclass(${quoteLiteral(path)})`).join(', ')}]`;
    const holders = await session.query<LockHolder>(
      `${anyLockHoldersQuery(relations)} AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')`,
    );
    throw LifecycleLockError.heldTable(lockTimeoutMs, holders, error);
  }
}
