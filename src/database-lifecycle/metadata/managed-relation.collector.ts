import type { DataSource, EntityMetadata } from 'typeorm';
import { LifecycleConfigurationError } from '../errors/lifecycle-configuration.error';
import type { PlanNotice } from '../interfaces/lifecycle-plan.interface';
import type { ManagedKind, ManagedRelation } from '../interfaces/managed-relation.interface';
import { pathOf, toName } from '../sql/identifier';
import { sharedNameProblems } from './naming.rules';
import { defaultSchema } from './postgres-driver';

/** All that the app expects of the database, in TypeORM's order. */
export interface ManagedModel {
  readonly relations: readonly ManagedRelation[];
  /** The metadata behind each relation, by its path; the first one makes the table. */
  readonly metadatas: ReadonlyMap<string, readonly EntityMetadata[]>;
  /** Of what is there as well as of what is missing. */
  readonly problems: readonly PlanNotice[];
  readonly warnings: readonly PlanNotice[];
}

const KINDS: Partial<Record<EntityMetadata['tableType'], ManagedKind>> = {
  junction: 'junction',
  closure: 'closure',
  'closure-junction': 'closure',
};

export const isView = ({ kind }: Pick<ManagedRelation, 'kind'>): boolean =>
  kind === 'view' || kind === 'materialized view';

function kindOf(metadata: EntityMetadata): ManagedKind {
  if (metadata.tableType === 'view') return metadata.tableMetadataArgs.materialized ? 'materialized view' : 'view';
  return KINDS[metadata.tableType] ?? 'table';
}

/** What entities expect of their tables, by entity: the names of stored columns, each once. */
type ColumnsOf = ReadonlyMap<EntityMetadata, readonly string[]>;

/** An explicit entity says more about a table than a `@JoinTable` of the same name. */
const byAuthority = (a: EntityMetadata, b: EntityMetadata): number =>
  Number(a.tableType === 'junction') - Number(b.tableType === 'junction');

/** Warns where entities share a table: the first one makes it, so columns that only the others have are not made. */
function sharingWarnings(relation: string, metadatas: readonly EntityMetadata[], columnsOf: ColumnsOf): PlanNotice[] {
  const [maker, ...others] = metadatas as [EntityMetadata, ...EntityMetadata[]];
  const own = new Set(columnsOf.get(maker));
  return others.flatMap((other): PlanNotice[] => {
    const lacking = columnsOf.get(other)!.filter((column) => !own.has(column));
    const message = `Entities ${maker.name} and ${other.name} map to ${relation}. It is made for ${maker.name}; ${other.name} would also need: ${lacking.join(', ')}. Put the columns into one entity.`;
    return lacking.length > 0 ? [{ code: 'shared-table', relation, message }] : [];
  });
}

/** TypeORM's own tables: the query cache when it is on, and `typeorm_metadata`, should views or generated columns be recorded there. */
function serviceRelations(dataSource: DataSource, schema: string, isRecorded: boolean): ManagedRelation[] {
  const service = (kind: ManagedKind, name: string): ManagedRelation => ({
    kind,
    schema,
    name: toName(name),
    entities: [],
    columns: [],
  });
  const { cache } = dataSource.options;
  const options = typeof cache === 'object' ? cache : undefined;
  const cached = cache === true || (options && !options.provider && (options.type ?? 'database') === 'database');
  return [
    ...(cached ? [service('cache', options?.tableName || 'query-result-cache')] : []),
    ...(isRecorded ? [service('metadata', dataSource.metadataTableName)] : []),
  ];
}

function relationOf(metadatas: readonly EntityMetadata[], schema: string, columnsOf: ColumnsOf): ManagedRelation {
  const [maker] = metadatas as [EntityMetadata];
  const kind = kindOf(maker);
  const columns =
    metadatas.length > 1 ? [...new Set(metadatas.flatMap((one) => columnsOf.get(one)!))] : columnsOf.get(maker)!;
  return {
    kind,
    schema: toName(maker.schema ?? schema),
    name: toName(maker.tableName),
    entities: metadatas.map(({ name }) => name),
    columns: isView({ kind }) ? [] : columns,
  };
}

/**
 * Collects what the entities of a connected DataSource expect of the database.
 * @throws LifecycleConfigurationError when there are no entities, no schema to put them in, or the database is not PostgreSQL
 */
export function collectManagedRelations(dataSource: DataSource): ManagedModel {
  const schema = defaultSchema(dataSource);
  if (dataSource.entityMetadatas.length === 0) {
    const entities = dataSource.options.entities ?? [];
    const globs = Object.values(entities).filter((entity): entity is string => typeof entity === 'string');
    throw LifecycleConfigurationError.noEntities(globs);
  }
  const metadatas = new Map<string, EntityMetadata[]>();
  const columnsOf = new Map<EntityMetadata, readonly string[]>();
  let isRecorded = false;
  // Each column is looked at once, since the metadata of a large app is more than the processor's caches hold.
  for (const metadata of dataSource.entityMetadatas) {
    const { tableType, synchronize } = metadata;
    // Children of single-table inheritance live in the root's table.
    if (tableType === 'entity-child') continue;
    const names = new Set<string>();
    for (const { databaseName, isVirtualProperty, generatedType } of metadata.columns) {
      if (!isVirtualProperty) names.add(toName(databaseName));
      if (generatedType) isRecorded = true;
    }
    // `synchronize: false`: never touched.
    if (!synchronize) continue;
    if (tableType === 'view') isRecorded = true;
    columnsOf.set(metadata, [...names]);
    const path = pathOf({ schema: toName(metadata.schema ?? schema), name: toName(metadata.tableName) });
    const others = metadatas.get(path);
    metadatas.set(path, others ? [...others, metadata].toSorted(byAuthority) : [metadata]);
  }
  const relations: ManagedRelation[] = [];
  const problems: PlanNotice[] = [];
  const warnings: PlanNotice[] = [];
  for (const [path, group] of metadatas) {
    relations.push(relationOf(group, schema, columnsOf));
    if (group.length === 1) continue;
    problems.push(...sharedNameProblems(path, group));
    warnings.push(...sharingWarnings(path, group, columnsOf));
  }
  return {
    relations: [...relations, ...serviceRelations(dataSource, schema, isRecorded)],
    metadatas,
    problems,
    warnings,
  };
}
