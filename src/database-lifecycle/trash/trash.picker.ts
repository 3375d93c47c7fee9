import { UnknownTrashError, type StrangeSchema } from '../errors/unknown-trash.error';
import { UnreadableTrashError } from '../errors/unreadable-trash.error';
import type { Trash, TrashListing } from '../interfaces/trash.interface';
import { quoteLiteral } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { ANY_APP } from './trash.inspector';

/** What a schema is that is no trash of this app, for the message to whoever took it for one. */
async function schemaNamed(session: SqlSession, name: string): Promise<StrangeSchema | undefined> {
  const [schema] = await session.query<{ marked: boolean }>(
    `SELECT coalesce(starts_with(obj_description(oid, 'pg_namespace'), ${quoteLiteral(ANY_APP)}), false) AS marked
    FROM pg_namespace WHERE nspname = ${quoteLiteral(name)}::name`,
  );
  if (!schema) return undefined;
  return schema.marked ? "another app's trash" : 'no trash';
}

/** By their names, which begin with their time: more can not be read of one. */
const newestFirst = (a: { readonly name: string }, b: { readonly name: string }): number =>
  b.name.localeCompare(a.name, 'en', { numeric: true });

/** @throws UnreadableTrashError when the newest can not be read: an older one is not what was meant */
function newest({ trashes, unreadable }: TrashListing): Trash | undefined {
  const [trash] = trashes;
  const [damaged] = unreadable.toSorted(newestFirst);
  if (damaged && (!trash || newestFirst(damaged, trash) < 0)) throw new UnreadableTrashError(damaged, trash);
  return trash;
}

/**
 * The trash of that name, or the newest; reads only.
 * @throws UnknownTrashError that names those that there are, UnreadableTrashError
 */
export async function pickTrash(session: SqlSession, listing: TrashListing, name?: string): Promise<Trash> {
  const { trashes, unreadable } = listing;
  const trash = name === undefined ? newest(listing) : trashes.find((kept) => kept.name === name);
  if (trash) return trash;
  const damaged = unreadable.find((kept) => kept.name === name);
  if (damaged) throw new UnreadableTrashError(damaged);
  const known = trashes.map((kept) => kept.name);
  throw UnknownTrashError.of(known, name, name === undefined ? undefined : await schemaNamed(session, name));
}
