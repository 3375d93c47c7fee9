import type { TrashStatus } from '../interfaces/trash-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import type { Row, SqlSession } from '../sql/sql.session';
import { expired } from './retention.rules';
import { surveyTrash } from './trash.reporter';
import { toTrashListing, trashQuery } from './trash.inspector';

/**
 * What the next reset lets go of, with its record counts; reads only. One round trip where that is nothing.
 * @param added how many trashes the reset adds, which are the newest then
 */
export async function readExpired(session: SqlSession, target: LifecycleTarget, added: number): Promise<TrashStatus[]> {
  const { migrationsTable, settings } = target;
  const [[clock], rows] = (await session.send(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    trashQuery(migrationsTable),
  )) as [Row[], Row[]];
  const going = expired(toTrashListing(rows).trashes, settings.keepResets - added, clock!.now as number);
  if (going.length === 0) return [];
  const names = new Set(going.map(({ name }) => name));
  const { report } = await surveyTrash(session, target, ({ name }) => names.has(name));
  return [...report.trashes];
}
