import type { DetailRequest, KeyColumnPair } from '../interfaces/detail-request.interface';
import { pathOf, toName } from '../sql/identifier';
import type { PlanningContext } from './planning.context';
import { schemasNeeded } from './schemas.needed';
import { indexesOf } from './wanted.names';

/** Names exactly those objects whose state the plan depends on. */
export function detailRequest(context: PlanningContext): DetailRequest {
  const { missing, definitions } = context;
  const entries = [...definitions.values()];
  const parents = entries
    .flatMap(({ foreignKeys }) => foreignKeys)
    .filter(({ parent }) => !definitions.has(pathOf(parent)));
  return {
    schemas: schemasNeeded(context),
    missing: missing.map(({ schema, name }) => ({ schema, name })),
    types: entries.flatMap(({ enums }) => enums.map(({ schema, name }) => ({ schema, name }))),
    indexNames: missing.flatMap((relation) =>
      indexesOf(context, relation).map(({ name }) => ({ schema: relation.schema, name })),
    ),
    sequenceNames: missing.flatMap((relation) =>
      (definitions.get(pathOf(relation))?.sequenceNames ?? []).map((name) => ({ schema: relation.schema, name })),
    ),
    parents: parents.map(({ parent }) => parent),
    keyColumns: parents.flatMap(({ parent, key, types }) =>
      types.flatMap((type, index): KeyColumnPair[] =>
        type === null
          ? []
          : [{ ...parent, constraint: key.name!, parentColumn: toName(key.referencedColumnNames[index]!), type }],
      ),
    ),
    extensions: [...new Set(entries.flatMap(({ extensions }) => extensions))],
  };
}
