import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { TrashRelation } from '../interfaces/trash.interface';
import { dependencyGroups } from '../ordering/dependency-groups';
import { pathOf, quotePath } from '../sql/identifier';

export interface DroppedRelation extends NamedObject {
  readonly relkind: TrashRelation['relkind'];
  /** Paths of the others that it reads, for a view. */
  readonly needs: readonly string[];
}

const VIEWS: Readonly<Record<string, string>> = { v: 'VIEW', m: 'MATERIALIZED VIEW' };

/** A view goes before those that it reads. */
function dropViews(views: readonly DroppedRelation[]): PlannedStatement[] {
  const byPath = new Map(views.map((view) => [pathOf(view), view]));
  const readersLast = dependencyGroups(views, ({ needs }) => needs.flatMap((path) => byPath.get(path) ?? []));
  return readersLast
    .flat()
    .toReversed()
    .map((view) => ({ sql: `DROP ${VIEWS[view.relkind]} ${quotePath(view)}`, target: pathOf(view) }));
}

const dropAll = (kind: string, objects: readonly NamedObject[]): PlannedStatement[] =>
  objects.length === 0
    ? []
    : [{ sql: `DROP ${kind} ${objects.map(quotePath).join(', ')}`, target: objects.map(pathOf).join(', ') }];

/**
 * Drops precisely these relations, then the types. Never CASCADE: what else depends on them makes PostgreSQL refuse.
 * Tables go together, as their foreign keys may lead in a circle; a foreign table may be a partition, and goes first.
 */
export function dropRelations(
  relations: readonly DroppedRelation[],
  types: readonly NamedObject[],
): PlannedStatement[] {
  const of = (...kinds: readonly string[]): DroppedRelation[] =>
    relations.filter(({ relkind }) => kinds.includes(relkind));
  return [
    ...dropViews(of('v', 'm')),
    ...dropAll('FOREIGN TABLE', of('f')),
    ...dropAll('TABLE', of('r', 'p')),
    ...dropAll('TYPE', types),
  ];
}
