import { inspectStatistics } from '../inspect/statistics.inspector';
import type { HeldRelation } from '../interfaces/holdings.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { records, size } from '../report/units';
import { pathOf, shortNames } from '../sql/identifier';
import type { SqlSession } from '../sql/sql.session';

/**
 * Cells for a person: each relation with its record count and size. Must run in a transaction.
 * @param nameOf what it is called, as `schema.name`
 */
export async function countedRelations<Relation extends Pick<HeldRelation, 'schema' | 'name' | 'relkind'>>(
  session: SqlSession,
  { settings, journal }: LifecycleTarget,
  found: readonly Relation[],
  nameOf: (relation: Relation) => string = pathOf,
): Promise<string[][]> {
  const { relations } = await inspectStatistics(session, found, [], { lockTimeoutMs: settings.lockTimeoutMs });
  return found.map((relation) => {
    const { rows, estimated, bytes } = relations.get(pathOf(relation))!;
    return [
      shortNames([nameOf(relation)], journal.schema),
      rows === null && 'vm'.includes(relation.relkind) ? 'view' : records(rows, estimated),
      bytes === null ? '' : size(bytes),
    ];
  });
}
