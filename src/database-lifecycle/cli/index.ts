/**
 * The commands, for a program of your own.
 * @module nest-database-lifecycle/cli
 */
export { runCli, type CliOptions } from './cli.runner';
export { runProgram } from './program';
export type { ModuleLoader, RootModule } from './app.door';
export type { Calling } from './calling';
export type { CliStreams } from './cli-streams';
export type {
  CommandDocuments,
  CommandFailure,
  EnvironmentChange,
  EnvironmentDocument,
  InitDocument,
  InitDryRun,
  JournalDocument,
  MigrationCheckDocument,
  MigrationCreateDocument,
  MigrationDryRun,
  MigrationGenerateDocument,
  MigrationRevertDocument,
  MigrationRunDocument,
  MigrationShowDocument,
  MigrationStampDocument,
  PurgeDocument,
  RestoreDryRun,
  SeedDocument,
  SeedDryRun,
} from '../interfaces/command-documents.interface';
export type { DriftReport } from '../interfaces/drift-report.interface';
export type { Dependent, DependentFate } from '../interfaces/holdings.interface';
export type { JournalDetails, JournalRecord } from '../interfaces/journal.interface';
export type {
  DraftTransaction,
  MigrationDrop,
  MigrationLoss,
  MigrationQuery,
} from '../interfaces/migration-draft.interface';
export type { FinishedMigration } from '../interfaces/migration-meeting.interface';
export type { MigrationFile, MigrationStatus } from '../interfaces/migration-report.interface';
export type {
  FindingSeverity,
  HeldLock,
  LiveTable,
  LockMode,
  RehearsalFailure,
  RehearsalFinding,
  Rehearsal,
  RehearsedLock,
  RehearsedMigration,
  RehearsedStatement,
  SafeRewrite,
} from '../interfaces/rehearsal.interface';
export type { RestoredMigrations } from '../interfaces/restore-plan.interface';
export type { RestoreReport } from '../interfaces/restore-report.interface';
export type {
  DiagramColumn,
  DiagramRelation,
  DiagramTable,
  SchemaDiagram,
} from '../interfaces/schema-diagram.interface';
export type { NamedObject } from '../interfaces/schema-snapshot.interface';
export type { PlannedSeeder, SeedingPlan } from '../interfaces/seeding-plan.interface';
export type { PurgeReport, TrashedRelation, TrashReport, TrashStatus } from '../interfaces/trash-report.interface';
export type { TrashConstraint, UnreadableTrash } from '../interfaces/trash.interface';
export type { ShadowServer, ShadowServerProvider } from '../shadow/shadow.provider';
