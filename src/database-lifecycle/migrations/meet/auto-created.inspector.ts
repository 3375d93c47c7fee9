import { relationExists } from '../../inspect/existence.inspector';
import type { NamedObject } from '../../interfaces/schema-snapshot.interface';
import { quotePath } from '../../sql/identifier';
import type { SqlSession } from '../../sql/sql.session';

/** Paths of the relations that are there and that the journal says were made without a migration. Reads only. */
export async function autoCreated(session: SqlSession, journal: NamedObject): Promise<ReadonlySet<string>> {
  if (!(await relationExists(session, journal))) return new Set();
  const found = await session.query<{ path: string }>(`SELECT DISTINCT j.name AS path
    FROM ${quotePath(journal)} j JOIN pg_namespace n ON starts_with(j.name, nspname || '.')
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = substr(j.name, length(nspname) + 2)
    WHERE j.event = 'create'`);
  return new Set(found.map(({ path }) => path));
}
