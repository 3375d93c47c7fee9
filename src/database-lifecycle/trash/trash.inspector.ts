import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { Trash, TrashListing, UnreadableTrash } from '../interfaces/trash.interface';
import { quoteLiteral } from '../sql/identifier';
import type { Row, SqlSession } from '../sql/sql.session';
import { MANIFEST_MARK, parseManifest, trashOwner } from './manifest';

/** The schemas whose comment begins as a manifest of the app does; one row each. */
export const trashQuery = (migrationsTable: NamedObject): string =>
  `SELECT n.nspname AS name, d.description AS comment FROM pg_namespace n
  JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid AND d.objsubid = 0
  WHERE starts_with(d.description, ${quoteLiteral(`${MANIFEST_MARK}${trashOwner(migrationsTable)}"`)})`;

/** What every manifest begins with, whoever it belongs to. */
export const ANY_APP = MANIFEST_MARK.slice(0, MANIFEST_MARK.indexOf(',') + 1);

/** The names of those that are another app's; one row each. */
export const othersQuery = (migrationsTable: NamedObject): string =>
  `SELECT nspname AS name FROM pg_namespace, obj_description(oid, 'pg_namespace') AS comment
  WHERE starts_with(comment, ${quoteLiteral(ANY_APP)})
    AND NOT starts_with(comment, ${quoteLiteral(`${MANIFEST_MARK}${trashOwner(migrationsTable)}"`)}) ORDER BY 1`;

function toTrash({ name, comment }: { name: string; comment: string }): Trash | UnreadableTrash {
  try {
    return { name, manifest: parseManifest(comment, name) };
  } catch (error) {
    return { name, why: (error as Error).message };
  }
}

/** Times are ISO 8601 in UTC, so their order is that of their text; of one second, the name's number tells. */
const newestFirst = (a: Trash, b: Trash): number => {
  if (a.manifest.at !== b.manifest.at) return a.manifest.at < b.manifest.at ? 1 : -1;
  return b.name.localeCompare(a.name, 'en', { numeric: true });
};

export function toTrashListing(rows: readonly Row[]): TrashListing {
  const found = (rows as { name: string; comment: string }[]).map(toTrash);
  return {
    trashes: found.filter((trash): trash is Trash => 'manifest' in trash).toSorted(newestFirst),
    unreadable: found.filter((trash): trash is UnreadableTrash => 'why' in trash),
  };
}

/** What is kept of this app's resets; one round trip, reads only. */
export async function inspectTrash(session: SqlSession, migrationsTable: NamedObject): Promise<TrashListing> {
  const [rows] = await session.send(trashQuery(migrationsTable));
  return toTrashListing(rows!);
}
