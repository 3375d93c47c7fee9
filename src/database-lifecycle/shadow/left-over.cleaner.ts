import type { SqlSession } from '../sql/sql.session';
import { scratchCreatedAt } from './shadow.name';
import { ABANDONED, dropShadow } from './shadow.query';

/** Between its making and its first connection a database in use has nobody connected either. */
const LEFT_OVER_AGE_MS = 60_000;

/**
 * Drops the shadow and test databases that killed runs left: of this name, of this age, and with nobody connected.
 * @returns the names of those that were dropped
 */
export async function removeLeftOvers(session: SqlSession): Promise<string[]> {
  const removed: string[] = [];
  for (const { name } of await session.query<{ name: string }>(ABANDONED)) {
    const createdAt = scratchCreatedAt(name);
    if (createdAt === undefined || Date.now() - createdAt < LEFT_OVER_AGE_MS) continue;
    // Another run may be faster, or somebody looks into it right now; then it is for the next one.
    await session.send(dropShadow(name)).then(
      () => removed.push(name),
      () => undefined,
    );
  }
  return removed;
}
