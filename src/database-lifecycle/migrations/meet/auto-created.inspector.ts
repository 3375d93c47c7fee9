import { relationExists } from '../../inspect/existence.inspector';
import type { NamedObject } from '../../interfaces/schema-snapshot.interface';
import { quotePath } from '../../sql/identifier';
import type { SqlSession } from '../../sql/sql.session';

/** Whether a relation is there that the journal says was made without a migration. Reads only. */
export async function hasAutoCreated(session: SqlSession, journal: NamedObject): Promise<boolean> {
  if (!(await relationExists(session, journal))) return false;
  const [found] = await session.send(`SELECT EXISTS (
    SELECT FROM ${quotePath(journal)} j JOIN pg_namespace n ON starts_with(j.name, nspname || '.')
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = substr(j.name, length(nspname) + 2)
    WHERE j.event = 'create') AS found`);
  return found![0]!.found as boolean;
}
