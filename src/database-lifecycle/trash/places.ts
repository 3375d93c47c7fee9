import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TrashManifest } from '../interfaces/trash.interface';

/** The trash's schema of each home. */
export const trashOfHome = ({ places }: Pick<TrashManifest, 'places'>): ReadonlyMap<string, string> =>
  new Map(places.map(({ home, trash }) => [home, trash]));

/** The home of each of the trash's schemas. */
export const homeOfTrash = ({ places }: Pick<TrashManifest, 'places'>): ReadonlyMap<string, string> =>
  new Map(places.map(({ home, trash }) => [trash, home]));

/** The objects by their names in the trash. */
export function inTrash<Named extends NamedObject>(
  manifest: Pick<TrashManifest, 'places'>,
  objects: readonly Named[],
): Named[] {
  const trashOf = trashOfHome(manifest);
  return objects.map((object) => ({ ...object, schema: trashOf.get(object.schema)! }));
}
