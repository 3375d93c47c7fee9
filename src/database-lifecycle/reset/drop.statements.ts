import type { HeldRelation, Holdings } from '../interfaces/holdings.interface';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { dependencyGroups } from '../ordering/dependency-groups';
import { pathOf, quotePath } from '../sql/identifier';
import { forgetMetadata } from '../trash/set-aside.statements';

const VIEWS: Readonly<Record<string, string>> = { v: 'VIEW', m: 'MATERIALIZED VIEW' };

const isView = ({ relkind }: HeldRelation): boolean => relkind in VIEWS;

/** A view goes before those that it reads. */
function dropViews(views: readonly HeldRelation[]): PlannedStatement[] {
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
 * Drops precisely the relations that were found, their enum types and TypeORM's records of them. Never CASCADE: what
 * else depends on them makes PostgreSQL refuse.
 */
export function dropStatements(
  { relations, types, metadataTableExists }: Holdings,
  metadataTable: NamedObject,
): PlannedStatement[] {
  return [
    ...dropViews(relations.filter(isView)),
    ...dropAll(
      'TABLE',
      relations.filter((relation) => !isView(relation)),
    ),
    ...dropAll('TYPE', types),
    ...forgetMetadata(relations, metadataTableExists ? metadataTable : null),
  ];
}
