import { UnknownTrashError, type StrangeSchema } from '../errors/unknown-trash.error';
import { UnreadableTrashError } from '../errors/unreadable-trash.error';
import type { TrashListing } from '../interfaces/trash.interface';
import { quoteLiteral } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { MANIFEST_MARK } from './manifest';

const MARK = MANIFEST_MARK.slice(0, MANIFEST_MARK.indexOf(',') + 1);

/** What a schema is that is no trash of this app: of use to who mistook it for one. */
async function schemaNamed(session: SqlSession, name: string): Promise<StrangeSchema | null> {
  const [rows] = await session.send(
    `SELECT coalesce(starts_with(obj_description(oid, 'pg_namespace'), ${quoteLiteral(MARK)}), false) AS marked
    FROM pg_namespace WHERE nspname = ${quoteLiteral(name)}::name`,
  );
  const [schema] = rows as { marked: boolean }[];
  if (!schema) return null;
  return schema.marked ? "another app's trash" : 'no trash';
}

/** @throws UnreadableTrashError, UnknownTrashError with the names that are known, for one that nothing can be done with */
export async function refuseUnknownTrash(
  session: SqlSession,
  name: string,
  {
    trashes,
    unreadable,
  }: Pick<TrashListing, 'unreadable'> & { readonly trashes: readonly { readonly name: string }[] },
): Promise<void> {
  const broken = unreadable.find((one) => one.name === name);
  if (broken) throw new UnreadableTrashError(name, broken.why);
  const names = trashes.map((trash) => trash.name);
  if (!names.includes(name)) throw UnknownTrashError.named(name, names, await schemaNamed(session, name));
}
