import { createHash } from 'node:crypto';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type {
  TrashConstraint,
  TrashManifest,
  TrashPlace,
  TrashRelation,
  TrashSeeding,
} from '../interfaces/trash.interface';
import { list, name, nullable, object, oneOf, optional, record, text, yesOrNo } from './manifest.shape';

/** What every manifest begins with, whoever wrote it; what does not is no trash. */
export { TRASH_MARK as MANIFEST_MARK } from '../inspect/trash-schemas.query';

/**
 * Tells whose a trash is. The database's name is no part of it, unlike in the lifecycle lock's key: the comment lies
 * inside the database, and a dump that is restored under another name is to be restorable there too.
 */
export const trashOwner = ({ schema, name: migrationsTable }: NamedObject): string =>
  createHash('sha256')
    .update(JSON.stringify(['nest-database-lifecycle', 'trash', schema, migrationsTable]))
    .digest('hex')
    .slice(0, 32);

const named = { schema: name, name };

const manifest = object<TrashManifest & { readonly trash: string }>({
  trash: oneOf('nest-database-lifecycle'),
  owner: text,
  version: oneOf(1 as const),
  at: text,
  cause: oneOf('reset' as const, 'restore' as const),
  host: text,
  application: optional(text),
  places: list(object<TrashPlace>({ home: name, trash: name })),
  relations: list(
    object<TrashRelation>({ ...named, relkind: oneOf('r' as const, 'p', 'f', 'v', 'm'), managed: yesOrNo }),
  ),
  types: list(object<NamedObject>(named)),
  constraints: list(object<TrashConstraint>({ ...named, table: name, definition: text, comment: nullable(text) })),
  staying: list(text),
  metadata: nullable(list(record(nullable(text)))),
  migrations: nullable(list(record(nullable(text)))),
  seeding: list(
    object<TrashSeeding>({ event: oneOf('create' as const, 'seed' as const), name, content: optional(text) }),
  ),
});

/** The text of the comment; its beginning is the mark and the owner. */
export const writeManifest = ({ owner, version, ...rest }: TrashManifest): string =>
  JSON.stringify({ trash: 'nest-database-lifecycle', owner, version, ...rest });

function refuseDoubtful({ at, places, relations, types }: TrashManifest, schema: string): void {
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) || Number.isNaN(Date.parse(at))) throw new Error('at is no time');
  if (places[0]?.trash !== schema) throw new Error(`it belongs to schema ${places[0]?.trash ?? '(none)'}`);
  const homes = places.map(({ home }) => home);
  const schemas = new Set(places.map(({ trash }) => trash));
  if (new Set(homes).size < places.length || schemas.size < places.length) throw new Error('a place is named twice');
  const stray = places.slice(1).find(({ trash }) => !/^_\d+$/.test(trash.replace(schema, '')));
  if (stray) throw new Error(`${stray.trash} is no schema of the trash`);
  const circular = homes.find((home) => schemas.has(home));
  if (circular !== undefined) throw new Error(`${circular} is named as home and as trash`);
  const homeless = [...relations, ...types].find((object) => !homes.includes(object.schema));
  if (homeless) throw new Error(`${homeless.schema}.${homeless.name} has no place`);
}

/**
 * Reads the comment on a schema as a manifest, trusting nothing: whoever may alter the schema may have written it.
 * @throws Error that says what is wrong with it
 */
export function parseManifest(comment: string, schema: string): TrashManifest {
  const { trash: _, ...parsed } = manifest(JSON.parse(comment), 'manifest');
  refuseDoubtful(parsed, schema);
  return parsed;
}
