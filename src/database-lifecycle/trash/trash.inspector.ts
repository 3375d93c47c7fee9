import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { Trash, TrashListing, UnreadableTrash } from '../interfaces/trash.interface';
import { quoteIdentifier, quoteLiteral } from '../sql/identifier';
import type { Row, SqlSession } from '../sql/sql.session';
import { MANIFEST_MARK, parseManifest, trashOwner } from './manifest';

interface FoundTrash {
  readonly name: string;
  readonly comment: string;
  readonly owner: string;
  /** The app's schema; null where its owner may make tables there, or is who asks. */
  readonly closed: string | null;
}

/**
 * The schemas whose comment begins like a manifest of the app; one row each. Anybody who may make schemas can make one
 * that looks like a trash, and a superuser who restores it would run the triggers of its tables. So its owner must be
 * one who may create in the app's schema, as whoever set the app's tables aside also made them anew there.
 */
export const trashQuery = (migrationsTable: NamedObject): string =>
  `SELECT n.nspname AS name, d.description AS comment, pg_get_userbyid(n.nspowner) AS owner,
    (SELECT home.nspname FROM pg_namespace home WHERE home.nspname = ${quoteLiteral(migrationsTable.schema)}
      AND pg_get_userbyid(n.nspowner) <> current_user
      AND NOT has_schema_privilege(n.nspowner, home.oid, 'CREATE')) AS closed
  FROM pg_namespace n
  JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid AND d.objsubid = 0
  WHERE starts_with(d.description, ${quoteLiteral(`${MANIFEST_MARK}${trashOwner(migrationsTable)}"`)})`;

/** What every manifest begins with, whoever it belongs to. */
export const ANY_APP = MANIFEST_MARK.slice(0, MANIFEST_MARK.indexOf(',') + 1);

/** The names of those that are another app's; one row each. */
export const othersQuery = (migrationsTable: NamedObject): string =>
  `SELECT nspname AS name FROM pg_namespace, obj_description(oid, 'pg_namespace') AS comment
  WHERE starts_with(comment, ${quoteLiteral(ANY_APP)})
    AND NOT starts_with(comment, ${quoteLiteral(`${MANIFEST_MARK}${trashOwner(migrationsTable)}"`)}) ORDER BY 1`;

function toTrash({ name, comment, owner, closed }: FoundTrash): Trash | UnreadableTrash {
  if (closed !== null) {
    const why = `its owner ${owner} may not make tables in schema ${closed}, so it may be a forgery. If it is not, as a superuser: ALTER SCHEMA ${quoteIdentifier(name)} OWNER TO <the app's role>;`;
    return { name, why };
  }
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
  const found = (rows as unknown as FoundTrash[]).map(toTrash);
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
