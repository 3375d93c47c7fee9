import type { DetailRequest, KeyColumnPair } from '../interfaces/detail-request.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TableDefinition } from '../metadata/table.definition';
import { pathOf, toName } from '../sql/identifier';
import type { PlanningContext } from './planning.context';

/** Names exactly those objects whose state the plan depends on. */
export function detailRequest({ missing, definitions }: PlanningContext): DetailRequest {
  const entries = [...definitions.values()];
  const inSchemas = (names: (definition: TableDefinition) => readonly string[]): NamedObject[] =>
    missing.flatMap((relation) => {
      const definition = definitions.get(pathOf(relation));
      return definition ? names(definition).map((name) => ({ schema: relation.schema, name })) : [];
    });
  const parents = entries
    .flatMap(({ foreignKeys }) => foreignKeys)
    .filter(({ parent }) => !definitions.has(pathOf(parent)));
  return {
    missing: missing.map(({ schema, name }) => ({ schema, name })),
    types: entries.flatMap(({ enums }) => enums.map(({ schema, name }) => ({ schema, name }))),
    indexNames: inSchemas(({ indexNames }) => indexNames),
    sequenceNames: inSchemas(({ sequenceNames }) => sequenceNames),
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
