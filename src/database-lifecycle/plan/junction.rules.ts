import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import { pathOf } from '../sql/identifier';
import type { PlanningContext } from './planning.context';

/** `@JoinTable()` on both sides of a relation: TypeORM makes a table for each, and then uses that of the last for both. */
export function unusedJunctions({ dataSource, missing, model }: PlanningContext): PlanNotice[] {
  const relations = dataSource.entityMetadatas.flatMap(({ manyToManyRelations }) => manyToManyRelations);
  const used = new Set(relations.map(({ junctionEntityMetadata }) => junctionEntityMetadata));
  return missing
    .filter(({ kind }) => kind === 'junction')
    .flatMap((relation): PlanNotice[] => {
      const path = pathOf(relation);
      const metadatas = model.metadatas.get(path) ?? [];
      if (metadatas.some((metadata) => used.has(metadata))) return [];
      const sides = metadatas[0]!.foreignKeys.map(({ referencedEntityMetadata }) => referencedEntityMetadata.name);
      const message = `${path}: ${sides.join(' and ')} both have @JoinTable() for their relation, which makes a table for each side, of which TypeORM never uses this one. Take it from one of them.`;
      return [{ code: 'unused-junction', relation: path, message }];
    });
}
