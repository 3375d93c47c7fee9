import type { CompiledRelation } from './relation.compiler';
import { isView } from '../metadata/managed-relation.collector';
import { pathOf } from '../sql/identifier';
import { dependencyGroups } from '../ordering/dependency-groups';

/** How much of the server's lock table one transaction may use: other sessions need locks too. */
export const SHARE_OF_LOCK_TABLE = 0.8;

const locksOf = (relations: readonly CompiledRelation[]): number =>
  relations.reduce((sum, { locks }) => sum + locks, 0);

/** Views in the order of their dependencies, behind the tables in TypeORM's order. */
export function inOrder(relations: readonly CompiledRelation[]): CompiledRelation[] {
  const views = relations.filter(({ relation }) => isView(relation));
  return [...relations.filter(({ relation }) => !isView(relation)), ...grouped(views).flat()];
}

function grouped(relations: readonly CompiledRelation[]): CompiledRelation[][] {
  const byPath = new Map(relations.map((compiled) => [pathOf(compiled.relation), compiled]));
  return dependencyGroups(relations, ({ needs }) => needs.flatMap((path) => byPath.get(path) ?? []));
}

/**
 * One transaction holds one lock per table, index and sequence that it makes, and the server has room for
 * `lockSlots` of them. A plan beyond most of that goes in batches. Each holds whole tables with their foreign keys,
 * after the tables that they refer to, so a run that ends between two batches leaves nothing half-made: what is then
 * missing is found missing, and made, by the next.
 */
export function splitIntoBatches(relations: readonly CompiledRelation[], lockSlots: number): CompiledRelation[][] {
  const budget = lockSlots * SHARE_OF_LOCK_TABLE;
  const ordered = inOrder(relations);
  if (locksOf(ordered) <= budget) return ordered.length > 0 ? [ordered] : [];
  const tables = ordered.filter(({ relation }) => !isView(relation));
  const views = ordered.filter(({ relation }) => isView(relation));
  const batches: CompiledRelation[][] = [];
  let locks = Infinity;
  for (const group of [...grouped(tables), ...views.map((view) => [view])]) {
    const own = locksOf(group);
    const fits = locks + own <= budget;
    if (fits) batches.at(-1)!.push(...group);
    else batches.push([...group]);
    locks = fits ? locks + own : own;
  }
  return batches;
}
