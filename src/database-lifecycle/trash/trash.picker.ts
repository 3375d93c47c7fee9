import { RestoreRefusedError } from '../errors/restore-refused.error';
import type { Trash, TrashListing } from '../interfaces/trash.interface';

/**
 * The trash of that name, or the newest.
 * @throws RestoreRefusedError when there is none, or it can not be read
 */
export function pickTrash({ trashes, unreadable }: TrashListing, name?: string): Trash {
  const trash = name === undefined ? trashes[0] : trashes.find((kept) => kept.name === name);
  if (trash) return trash;
  const damaged = unreadable.find((kept) => kept.name === name);
  if (damaged) throw RestoreRefusedError.unreadable(damaged);
  throw RestoreRefusedError.unknown(
    trashes.map((kept) => kept.name),
    name,
  );
}
