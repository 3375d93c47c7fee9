import type { TrashStatus } from '../interfaces/trash-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import type { Row, SqlSession } from '../sql/sql.session';
import { expired, NOW_MS } from './retention.rules';
import { surveyTrash } from './trash.reporter';
import { toTrashListing, trashQuery } from './trash.inspector';

/**
 * What the next reset lets go of, with its record counts; reads only. One round trip where that is nothing.
 * @param added how many trashes the reset adds, which are the newest then
 */
export async function readExpired(session: SqlSession, target: LifecycleTarget, added: number): Promise<TrashStatus[]> {
  const { migrationsTable, settings } = target;
  const [[clock], rows] = (await session.send(`SELECT ${NOW_MS} AS now`, trashQuery(migrationsTable))) as [
    Row[],
    Row[],
  ];
  const going = expired(toTrashListing(rows).trashes, settings.keepResets - added, Number(clock!.now));
  if (going.length === 0) return [];
  const names = new Set(going.map(({ name }) => name));
  const { report } = await surveyTrash(session, target, ({ name }) => names.has(name));
  return [...report.trashes];
}
