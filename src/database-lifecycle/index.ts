/**
 * The module, its service, seeders, hooks, and what works without Nest.
 * @module nest-database-lifecycle
 */
export { DatabaseLifecycleModule } from './database-lifecycle.module';
export { DatabaseLifecycleService } from './database-lifecycle.service';
export { getDatabaseLifecycleToken, InjectDatabaseLifecycle } from './database-lifecycle.tokens';
export { environmentNamed, resolveEnvironment } from './environment';
export { compareCatalogs, snapshotCatalog } from './drift/drift.door';
export type { SnapshotOptions } from './drift/catalog.inspector';
export type { DatabaseLifecycleExtras } from './database-lifecycle.module-definition';
export type {
  CatalogDifference,
  CatalogObjectKind,
  DifferenceSeverity,
} from './interfaces/catalog-difference.interface';
export type { CatalogSnapshot } from './interfaces/catalog-snapshot.interface';
export type {
  AfterEvent,
  BeforeEvent,
  DatabaseLifecycleHooks,
  FailureEvent,
  LifecycleOperation,
  LifecycleOperations,
  LifecyclePlace,
} from './interfaces/lifecycle-hooks.interface';
export type { LifecycleEnvironment, LifecyclePolicy } from './interfaces/environment.interface';
export type { CreationObserver } from './interfaces/creation-observer.interface';
export type {
  DatabaseLifecycleOptions,
  DatabaseLifecycleOptionsFactory,
} from './interfaces/lifecycle-options.interface';
export type { LifecyclePlan, PlanBatch, PlanNotice, PlannedStatement } from './interfaces/lifecycle-plan.interface';
export type { CreationReport, SeedingReport } from './interfaces/lifecycle-report.interface';
export type { EnvironmentStamp, JournalEvent } from './interfaces/journal.interface';
export type { LockHolder, LockObserver } from './interfaces/lock-holder.interface';
export type { MigrationRun } from './interfaces/migration-report.interface';
export type { Readiness, ReadinessReason } from './interfaces/readiness.interface';
export type { JournalEntry, RelationState, ServerSnapshot } from './interfaces/schema-snapshot.interface';
export type { RelationStatus, StatusReport } from './interfaces/status-report.interface';
export type { StampedMigration } from './interfaces/stamp-report.interface';
export type { SeederContext, SeederMode, SeederOptions, SeederRunner } from './interfaces/seeder.interface';
export type { RowFactory, SeedRow, SeedRows, UpsertCounts } from './interfaces/seeding-helpers.interface';
export { createMissingTables, planMissingTables } from './missing-tables';
export { LifecycleHooks } from './operations/lifecycle-hooks.decorator';
export { Seeder } from './seeding/seeder.decorator';
export { connectDataSource, type ConnectOptions } from './connect/data-source.connector';
export { SeederError } from './errors/seeder.error';
export { LifecycleHookError } from './errors/lifecycle-hook.error';
export { DatabaseLifecycleError, ExitCode } from './errors/database-lifecycle.error';
export { printable } from './errors/printable';
