import type { PlanningContext } from './planning.context';

/** Schemas that the missing relations and their types live in, each once. */
export function schemasNeeded({ missing, definitions }: PlanningContext): string[] {
  const schemas = new Set<string>();
  for (const { schema } of missing) schemas.add(schema);
  for (const { enums } of definitions.values()) for (const { schema } of enums) schemas.add(schema);
  return [...schemas];
}
