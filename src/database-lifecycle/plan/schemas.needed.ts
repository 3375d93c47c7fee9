import type { PlanningContext } from './planning.context';

/** Schemas that the missing relations and their types live in, each once. */
export const schemasNeeded = ({ missing, definitions }: PlanningContext): string[] => [
  ...new Set([...missing, ...[...definitions.values()].flatMap(({ enums }) => enums)].map(({ schema }) => schema)),
];
