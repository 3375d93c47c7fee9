import { PurgeRefusedError } from '../errors/purge.error';
import type { TrashContents } from '../interfaces/trash-contents.interface';
import { dependencyGroups } from '../ordering/dependency-groups';

type Harms = Pick<TrashContents, 'locked' | 'strangers'>;

/**
 * @param gone schemas that are not there any more by then
 * @throws PurgeRefusedError when deleting it would take along something else, or is prevented by something else
 */
export function refuseHarmfulPurge(name: string, { locked, strangers }: Harms, gone: readonly string[] = []): void {
  if (locked.length > 0) throw PurgeRefusedError.locked(name, locked);
  const left = strangers.filter(({ schema }) => schema === null || !gone.includes(schema));
  if (left.length > 0)
    throw PurgeRefusedError.strangers(
      name,
      left.map(({ what }) => what),
    );
}

/**
 * In which order they can be deleted: one whose view or foreign key stands against deleting another goes first, else as
 * given.
 * @throws PurgeRefusedError when one of them can't be, whatever the order
 */
export function purgeOrder(
  contents: ReadonlyMap<string, Harms & Pick<TrashContents, 'schemas'>>,
  names: readonly string[],
): string[] {
  const isIn = (name: string, schema: string | null) => schema !== null && contents.get(name)!.schemas.includes(schema);
  const groups = dependencyGroups(names, (name) =>
    names.filter((other) => other !== name && contents.get(name)!.strangers.some(({ schema }) => isIn(other, schema))),
  );
  const gone: string[] = [];
  for (const group of groups) {
    for (const name of group) refuseHarmfulPurge(name, contents.get(name)!, gone);
    gone.push(...group.flatMap((name) => contents.get(name)!.schemas));
  }
  return groups.flat();
}
