import { objectKey } from '../../drift/catalog.objects';
import { mentions } from '../../sql/sql.mentions';
import type { CatalogDifference } from '../../interfaces/catalog-difference.interface';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';
import type { NamedObject } from '../../interfaces/schema-snapshot.interface';
import { pathOf } from '../../sql/identifier';
import { compareMigrated } from '../expected.catalogs';
import type { MigrationEffect, MigrationHistory, MigrationState } from './migration.history';
import { deciding, isDone, stageOf, type Timeline } from './object.timelines';

/** A migration whose work is there in part: it can neither be run as it stands nor be recorded as run. */
export interface PartialMigration {
  readonly name: string;
  readonly before: MigrationState;
  readonly effect: MigrationEffect;
  /** How many of the objects that it makes or changes are as it leaves them. */
  readonly there: number;
  /** The others. */
  readonly differences: readonly CatalogDifference[];
  /** The state of each object that it touches once all of it is there, by {@link objectKey}; undefined where none is. */
  readonly leaves: ReadonlyMap<string, string | undefined>;
  /** The relations that it makes and that are there, and what belongs to them: by key, the relation's path. */
  readonly belongings: ReadonlyMap<string, string>;
  /** The tables among those relations, and the enums that belong to them, if it could run once these are dropped; else none. */
  readonly tables: readonly NamedObject[];
  readonly enums: readonly NamedObject[];
}

const RELATIONS: ReadonlySet<string> = new Set(['table', 'view', 'materialized view']);

const isMade = (timeline: Timeline, migration: number): boolean =>
  timeline.states[stageOf(timeline, migration) - 1] === undefined;

/** An enum belongs to the first of the relations that has a column of it. */
function belongings(
  touched: readonly Timeline[],
  migration: number,
  { enums, columns }: CatalogSnapshot,
): ReadonlyMap<string, string> {
  const made = touched.filter((timeline) => isMade(timeline, migration));
  const there = new Set(
    made
      .filter(({ object, live }) => RELATIONS.has(object.kind) && live !== undefined)
      .map(({ object }) => object.path),
  );
  const ownerOf = ({ object: { kind, path }, within }: Timeline): string | undefined => {
    if (RELATIONS.has(kind)) return path;
    if (kind !== 'enum') return within;
    const named = enums.find((one) => pathOf(one) === path)!;
    const users = columns.filter(({ type }) => mentions(type, named));
    return users.map(({ schema, table }) => pathOf({ schema, name: table })).find((relation) => there.has(relation));
  };
  return new Map(
    made.flatMap((timeline) => {
      const owner = ownerOf(timeline);
      return owner !== undefined && there.has(owner) ? [[objectKey(timeline.object), owner] as const] : [];
    }),
  );
}

/** @param lines of all objects, once it is decided what was done to them */
export function partialMigration(
  { before, effects }: MigrationHistory,
  migration: number,
  lines: readonly Timeline[],
  live: CatalogSnapshot,
): PartialMigration {
  const effect = effects[migration]!;
  const { catalog } = effect;
  const touched = deciding(lines);
  const lacking = touched.filter((timeline) => isDone(timeline, migration) !== 'done');
  const keys = new Set(lacking.map(({ object }) => objectKey(object)));
  const leaves = touched.map((timeline) => {
    const key = objectKey(timeline.object);
    return [key, keys.has(key) ? timeline.states[stageOf(timeline, migration)] : timeline.live] as const;
  });
  const owners = belongings(touched, migration, catalog);
  const isInTheWay = (timeline: Timeline): boolean =>
    !owners.has(objectKey(timeline.object)) && ['done', 'partial'].includes(isDone(timeline, migration) ?? '');
  const made = new Set(touched.some(isInTheWay) ? [] : owners.values());
  return {
    name: effect.name,
    before: effects[migration - 1] ?? before,
    effect,
    there: touched.length - lacking.length,
    differences: compareMigrated(catalog, live).filter(({ object }) => keys.has(objectKey(object))),
    leaves: new Map(leaves),
    belongings: owners,
    tables: catalog.tables.filter((table) => made.has(pathOf(table))),
    enums: catalog.enums.filter((type) => made.has(owners.get(objectKey({ kind: 'enum', path: pathOf(type) })) ?? '')),
  };
}
