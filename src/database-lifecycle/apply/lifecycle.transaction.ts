import { toPresence, type RawPresence } from '../inspect/presence.inspector';
import { presenceQuery } from '../inspect/presence.query';
import type { LockObserver } from '../interfaces/lock-holder.interface';
import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import type { SqlSession } from '../sql/sql.session';
import { lockAndRead } from './lifecycle.lock';

/**
 * Opens a transaction, takes the lifecycle lock in it and reads how the database stands then.
 * @param first statements that come before the look, e.g. a setting of the transaction
 */
export async function beginUnderLock(
  session: SqlSession,
  { model, journal, settings, lockKey }: LifecycleTarget,
  observer: LockObserver,
  ...first: readonly string[]
): Promise<PresenceSnapshot> {
  await session.runner.startTransaction();
  const reads = [...first, presenceQuery(model.relations, journal)];
  const rows = (await lockAndRead(session, lockKey, settings, reads, observer)).at(-1);
  return toPresence(rows![0]!.presence as RawPresence, model.relations);
}
