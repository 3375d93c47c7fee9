import { DataSource, type DataSourceOptions } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type {
  PresenceSnapshot,
  SchemaSnapshot,
  DetailSnapshot,
} from '../../../src/database-lifecycle/interfaces/schema-snapshot.interface';
import { collectManagedRelations } from '../../../src/database-lifecycle/metadata/managed-relation.collector';
import { planMissingRelations } from '../../../src/database-lifecycle/plan/missing-relations.planner';
import { planningContext, type PlanningContext } from '../../../src/database-lifecycle/plan/planning.context';
import { pathOf } from '../../../src/database-lifecycle/sql/identifier';
import type { LifecyclePlan } from '../../../src/database-lifecycle/interfaces/lifecycle-plan.interface';

/** A DataSource with its metadata built, as after connecting to a database with the schema `public`, but without one. */
export async function offline(entities: DataSourceOptions['entities'], options: object = {}): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    entities,
    uuidExtension: 'pgcrypto',
    ...options,
  } as DataSourceOptions);
  const driver = dataSource.driver as PostgresDriver;
  driver.schema ??= 'public';
  driver.searchSchema = 'public';
  driver.database = 'app';
  driver.version = '18.4';
  driver.isGeneratedColumnsSupported = true;
  await (dataSource as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
  return dataSource;
}

const DETAILS: DetailSnapshot = {
  schemas: [{ name: 'public', mayCreate: true }],
  mayCreateSchemas: true,
  types: [],
  takenNames: [],
  parents: [],
  extensions: [],
  searchPath: '"$user", public',
  twins: [],
  elsewhere: [],
  incomparable: [],
  lockSlots: 6_400,
};

/** The snapshot of a database where these relations are there and nothing else is. */
function snapshotOf(
  dataSource: DataSource,
  present: readonly string[],
  more: Partial<SchemaSnapshot> = {},
): SchemaSnapshot {
  const { relations } = collectManagedRelations(dataSource);
  return {
    server: {
      version: '18.4',
      database: 'app',
      role: 'app',
      schema: 'public',
      searchPath: ['public'],
      readOnly: null,
      dateStyle: 'ISO',
    },
    journal: [],
    journalState: {
      database: 'app',
      role: 'app',
      exists: true,
      taken: false,
      readable: true,
      writable: true,
      detailed: true,
      stamp: { environment: 'test', since: '', host: null },
    },
    findings: relations.flatMap((relation, index) =>
      present.includes(pathOf(relation))
        ? []
        : [{ index, state: 'missing' as const, found: null, owner: null, columns: null }],
    ),
    ...more,
    details: { ...DETAILS, ...more.details },
  };
}

const contextOf = (dataSource: DataSource, snapshot: PresenceSnapshot): PlanningContext =>
  planningContext(dataSource, collectManagedRelations(dataSource), snapshot);

/** Plans without a server. */
export async function planOffline(
  dataSource: DataSource,
  present: readonly string[] = [],
  more: Partial<Omit<SchemaSnapshot, 'details'>> & { details?: Partial<DetailSnapshot> } = {},
): Promise<LifecyclePlan> {
  const snapshot = snapshotOf(dataSource, present, more as Partial<SchemaSnapshot>);
  const journal = { schema: 'public', name: 'journal' };
  return planMissingRelations(contextOf(dataSource, snapshot), snapshot, {
    journal,
    author: { environment: 'test', host: 'here' },
  });
}
