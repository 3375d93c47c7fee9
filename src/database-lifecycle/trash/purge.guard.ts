import { PurgeRefusedError } from '../errors/purge.error';
import type { TrashContents } from '../interfaces/trash-contents.interface';

/** @throws PurgeRefusedError when deleting it would take along something else, or is prevented by something else */
export function refuseHarmfulPurge(
  name: string,
  { locked, strangers }: Pick<TrashContents, 'locked' | 'strangers'>,
): void {
  if (locked.length > 0) throw PurgeRefusedError.locked(name, locked);
  if (strangers.length > 0) throw PurgeRefusedError.strangers(name, strangers);
}
