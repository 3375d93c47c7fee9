import type { Holdings } from '../interfaces/holdings.interface';
import type { DetailSnapshot, NamedObject } from '../interfaces/schema-snapshot.interface';
import { pathOf } from '../sql/identifier';

/** Whose owner's privileges it takes, as `schema.name (owner x)`: relations that would move and tables that would lose a key. */
export function ownedByOthers({ relations, constraints }: Holdings): string[] {
  const others = [
    ...relations.filter(({ owned }) => !owned).map((relation) => `${pathOf(relation)} (owner ${relation.owner})`),
    ...constraints
      .filter(({ owned }) => !owned)
      .map(({ schema, table, owner }) => `${schema}.${table} (owner ${owner})`),
  ];
  return [...new Set(others)];
}

/** What the catalog will answer once all of it is gone from where it is. */
export function detailsWithout(details: DetailSnapshot, { types, parts }: Holdings): DetailSnapshot {
  const gone = new Set(parts.map(pathOf));
  const goneTypes = new Set(types.map(pathOf));
  const stays = (object: NamedObject): boolean => !gone.has(pathOf(object));
  return {
    ...details,
    types: details.types.filter((type) => !goneTypes.has(pathOf(type))),
    takenNames: details.takenNames.filter(stays),
    twins: details.twins.filter(stays),
    elsewhere: details.elsewhere.filter(stays),
  };
}
