import { TableIndex } from 'typeorm';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { isView } from '../metadata/managed-relation.collector';
import { partsOf, type NamedPart } from '../metadata/table.definition';
import { pathOf } from '../sql/identifier';
import type { PlanningContext } from './planning.context';

/** A name that the plan gives, as PostgreSQL stores it. */
export interface WantedName extends NamedObject {
  /** Its namespace: relations (indexes included) or types of a schema, or the constraints of a table. */
  readonly among: 'relations' | 'indexes' | 'types' | 'constraints';
  /** Path of the missing relation that needs it. */
  readonly relation: string;
  /** What gets it, in words. */
  readonly what: string;
}

/** An enum type may be that of several columns, and of several tables. */
function sharedOnce(names: readonly WantedName[]): WantedName[] {
  const types = new Set<string>();
  return names.filter((name) => {
    if (name.among !== 'types') return true;
    const path = pathOf(name);
    return !types.has(path) && types.add(path);
  });
}

/** The indexes that a missing relation gets, those of its constraints included. */
export function indexesOf({ model, definitions }: PlanningContext, { kind, ...relation }: ManagedRelation) {
  const [metadata] = model.metadatas.get(pathOf(relation)) ?? [];
  if (kind !== 'materialized view' || !metadata) return definitions.get(pathOf(relation))?.indexes ?? [];
  return partsOf(metadata.indices.filter(({ synchronize }) => synchronize).map(TableIndex.create), 'index');
}

function namesFor(context: PlanningContext, missing: ManagedRelation): WantedName[] {
  const { schema } = missing;
  const relation = pathOf(missing);
  const { enums = [], constraints = [] } = context.definitions.get(relation) ?? {};
  const as = (among: WantedName['among'], parts: readonly (NamedPart & { readonly schema?: string })[]): WantedName[] =>
    parts.map(({ schema: home = schema, name, what }) => {
      return { among, schema: home, name, relation, what: `${what} of ${relation}` };
    });
  const itself = `the ${isView(missing) ? missing.kind : 'table'} ${relation}`;
  return [
    { among: 'relations', schema, name: missing.name, relation, what: itself },
    ...as('indexes', indexesOf(context, missing)),
    ...as(
      'types',
      enums.map((type) => ({ ...type, what: `the enum type of ${type.column}` })),
    ),
    ...as('constraints', constraints),
  ];
}

/** All names that the missing relations need. */
export const wantedNames = (context: PlanningContext): WantedName[] =>
  sharedOnce(context.missing.flatMap((relation) => namesFor(context, relation)));
