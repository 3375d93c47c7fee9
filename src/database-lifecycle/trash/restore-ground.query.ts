import { LOCK_SLOTS } from '../inspect/detail.query';
import type { Holdings } from '../interfaces/holdings.interface';
import type { RestoreGround } from '../interfaces/restore-plan.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TrashManifest } from '../interfaces/trash.interface';
import { quoteTextArray } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';
import { homeOfTrash } from './places';

type RawGround = { readonly [Key in keyof RestoreGround]: RestoreGround[Key] | null };

const oids = (objects: readonly { readonly oid: string }[]): string =>
  `'{${objects.map(({ oid }) => oid).join(',')}}'::oid[]`;

/** The names that the objects have in the trash, each beside the home that they need it in. */
function comers(manifest: TrashManifest, objects: readonly NamedObject[]): string {
  const homeOf = homeOfTrash(manifest);
  const coming = objects.filter(({ schema }) => homeOf.has(schema));
  return `unnest(${quoteTextArray(coming.map(({ schema }) => homeOf.get(schema)!))}, ${quoteTextArray(coming.map(({ name }) => name))}) e (home, name)`;
}

/** A row type goes with its relation, an array with its element. */
const goingTypes = (
  going: Holdings,
): string => `SELECT t.oid FROM pg_type t WHERE t.oid = ANY (${oids(going.types)}) OR t.typrelid = ANY (${oids(going.parts)})
    OR t.typelem <> 0 AND EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid AND (e.oid = ANY (${oids(going.types)}) OR e.typrelid = ANY (${oids(going.parts)})))`;

/**
 * What may stand against a restore, as one row with one JSON document; reads the catalog only.
 * @param going what is there now and goes first
 * @param coming what lies in the trash
 */
function restoreGroundQuery(manifest: TrashManifest, going: Holdings, coming: Holdings): string {
  const { places, constraints } = manifest;
  const column = (pick: (constraint: TrashManifest['constraints'][number]) => string): string =>
    quoteTextArray(constraints.map(pick));
  const types = [...coming.types, ...coming.relations];
  const own = [...coming.relations, ...coming.parts.filter(({ relkind }) => relkind === 'S')];
  return `SELECT json_build_object(
  'homes', (SELECT json_agg(json_build_object('name', h.name, 'exists', n.oid IS NOT NULL, 'mayCreate', coalesce(has_schema_privilege(n.oid, 'CREATE'), false)))
    FROM unnest(${quoteTextArray(places.map(({ home }) => home))}) h (name) LEFT JOIN pg_namespace n ON n.nspname = h.name::name),
  'obstacles', (SELECT json_agg(DISTINCT what) FROM (
    SELECT pg_describe_object('pg_class'::regclass, c.oid, 0) AS what FROM ${comers(manifest, coming.parts)}
    JOIN pg_namespace n ON n.nspname = e.home::name JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = e.name::name
    WHERE c.oid <> ALL (${oids(going.parts)})
    UNION ALL SELECT pg_describe_object('pg_type'::regclass, t.oid, 0) FROM ${comers(manifest, types)}
    JOIN pg_namespace n ON n.nspname = e.home::name JOIN pg_type t ON t.typnamespace = n.oid AND t.typname = e.name::name AND t.typrelid = 0
    WHERE t.oid NOT IN (${goingTypes(going)})) held),
  'strangers', (SELECT json_agg(pg_describe_object(d.classid, d.objid, 0) ORDER BY d.classid, d.objid) FROM pg_namespace n
    JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid AND d.deptype = 'n'
    WHERE n.nspname = ANY (${quoteTextArray(places.map(({ trash }) => trash))}::name[])
      AND NOT (d.classid = 'pg_class'::regclass AND d.objid = ANY (${oids(own)}))
      AND NOT (d.classid = 'pg_type'::regclass AND d.objid = ANY (${oids(coming.types)}))),
  'constraints', (SELECT json_agg(json_build_object('index', k.position - 1, 'oid', c.oid::text, 'owner', pg_get_userbyid(c.relowner), 'owned', coalesce(pg_has_role(c.relowner, 'USAGE'), false),
      'taken', EXISTS (SELECT FROM pg_constraint o WHERE o.conrelid = c.oid AND o.conname = k.name::name AND o.oid <> ALL (${oids(going.constraints)}))))
    FROM unnest(${column(({ schema }) => schema)}, ${column(({ table }) => table)}, ${column(({ name }) => name)}) WITH ORDINALITY k (schema, "table", name, position)
    LEFT JOIN pg_namespace n ON n.nspname = k.schema::name LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = k."table"::name),
  'locked', (SELECT json_agg('schema ' || nspname || ' (owner ' || pg_get_userbyid(nspowner) || ')') FROM pg_namespace
    WHERE nspname = ANY (${quoteTextArray(places.map(({ trash }) => trash))}::name[]) AND NOT pg_has_role(nspowner, 'USAGE')),
  'lockSlots', ${LOCK_SLOTS}
) AS ground`;
}

/** One round trip, reads only. */
export async function readRestoreGround(
  session: SqlSession,
  manifest: TrashManifest,
  going: Holdings,
  coming: Holdings,
): Promise<RestoreGround> {
  const query = restoreGroundQuery(manifest, going, coming);
  const { ground } = (await session.query<{ ground: RawGround }>(query))[0]!;
  const { homes, obstacles, strangers, constraints, locked, lockSlots } = ground;
  return {
    homes: homes ?? [],
    obstacles: obstacles ?? [],
    strangers: strangers ?? [],
    constraints: constraints ?? [],
    locked: locked ?? [],
    lockSlots: lockSlots ?? 0,
  };
}
