import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteLiteral, quotePath } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

/** Whether a relation of that name is there. */
export async function relationExists(session: SqlSession, relation: NamedObject): Promise<boolean> {
  const [rows] = await session.send(`SELECT to_regclass(${quoteLiteral(quotePath(relation))}) IS NOT NULL AS there`);
  return rows![0]!.there as boolean;
}
