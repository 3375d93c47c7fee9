import type { ResetFindings, ResetRelation } from '../interfaces/reset-plan.interface';
import type { PlannedStatement } from '../interfaces/lifecycle-plan.interface';
import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { dependencyGroups } from '../ordering/dependency-groups';
import { pathOf, quoteLiteral, quotePath } from '../sql/identifier';

const VIEWS: Readonly<Record<string, string>> = { v: 'VIEW', m: 'MATERIALIZED VIEW' };

const isView = ({ relkind }: ResetRelation): boolean => relkind in VIEWS;

/** A view goes before those that it reads. */
function dropViews(views: readonly ResetRelation[]): PlannedStatement[] {
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

/** TypeORM records a view by its name and a generated column by its table. */
function forgetMetadata(relations: readonly ResetRelation[], metadataTable: NamedObject): PlannedStatement[] {
  const pairs = relations.map(({ schema, name }) => `(${quoteLiteral(schema)}, ${quoteLiteral(name)})`).join(', ');
  const sql = `DELETE FROM ${quotePath(metadataTable)} WHERE ("schema", coalesce("table", "name")) IN (${pairs})`;
  return relations.length === 0 ? [] : [{ sql, target: pathOf(metadataTable) }];
}

/**
 * Drops precisely the relations that were found, their enum types and TypeORM's records of them. Never CASCADE: what
 * else depends on them makes PostgreSQL refuse.
 */
export function dropStatements(
  { relations, types, metadataTableExists }: ResetFindings,
  metadataTable: NamedObject,
): PlannedStatement[] {
  return [
    ...dropViews(relations.filter(isView)),
    ...dropAll(
      'TABLE',
      relations.filter((relation) => !isView(relation)),
    ),
    ...dropAll('TYPE', types),
    ...(metadataTableExists ? forgetMetadata(relations, metadataTable) : []),
  ];
}
