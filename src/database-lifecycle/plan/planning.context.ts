import type { DataSource } from 'typeorm';
import type { ManagedRelation } from '../interfaces/managed-relation.interface';
import type { PresenceSnapshot } from '../interfaces/schema-snapshot.interface';
import type { ManagedModel } from '../metadata/managed-relation.collector';
import { isView } from '../metadata/managed-relation.collector';
import { defineTable, type TableDefinition } from '../metadata/table.definition';
import { pathOf } from '../sql/identifier';
import { presenceNotices, type Notices } from './presence.rules';

/** What the entities ask for beside what presence found: the ground that every step of planning stands on. */
export interface PlanningContext {
  readonly dataSource: DataSource;
  readonly model: ManagedModel;
  readonly presence: PresenceSnapshot;
  /** What presence alone has to say. */
  readonly notices: Notices;
  /** Missing relations that are to be created, in TypeORM's order. */
  readonly missing: readonly ManagedRelation[];
  /** Definition of each missing table, by path. */
  readonly definitions: ReadonlyMap<string, TableDefinition>;
}

const hasGeneratedColumn = ({ table }: TableDefinition): boolean =>
  table.columns.some(({ generatedType }) => generatedType);

export function planningContext(
  dataSource: DataSource,
  model: ManagedModel,
  presence: PresenceSnapshot,
): PlanningContext {
  const absent = new Set(presence.findings.filter(({ state }) => state === 'missing').map(({ index }) => index));
  const candidates = model.relations.filter((_, index) => absent.has(index));
  const definitions = new Map(
    candidates
      .filter((relation) => !isView(relation) && relation.entities.length > 0)
      .map((relation) => [pathOf(relation), defineTable(dataSource, model.metadatas.get(pathOf(relation))!)]),
  );
  // `typeorm_metadata` records views and generated columns, so it is wanted only together with one of those.
  const recorded = candidates.some(isView) || [...definitions.values()].some(hasGeneratedColumn);
  return {
    dataSource,
    model,
    presence,
    notices: presenceNotices(model, presence),
    definitions,
    missing: candidates.filter(({ kind }) => kind !== 'metadata' || recorded),
  };
}

/** The context of the next batch, when the given relations have been created. */
export function afterCreation(context: PlanningContext, created: readonly string[]): PlanningContext {
  const made = new Set(created);
  return {
    ...context,
    missing: context.missing.filter((relation) => !made.has(pathOf(relation))),
    definitions: new Map([...context.definitions].filter(([path]) => !made.has(path))),
  };
}
