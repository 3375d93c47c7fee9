import type { DriftReport } from './drift-report.interface';
import type { Dependent } from './holdings.interface';
import type { EnvironmentStamp, JournalRecord } from './journal.interface';
import type { PlanNotice } from './lifecycle-plan.interface';
import type { SeedingReport } from './lifecycle-report.interface';
import type { MigrationCheck } from './migration-check.interface';
import type { DraftTransaction, MigrationDrop, MigrationLoss, MigrationQuery } from './migration-draft.interface';
import type { FinishedMigration } from './migration-meeting.interface';
import type { MigrationFile, MigrationRun, MigrationStatus } from './migration-report.interface';
import type { Rehearsal } from './rehearsal.interface';
import type { RestoredMigrations } from './restore-plan.interface';
import type { RestoreReport } from './restore-report.interface';
import type { SchemaDiagram } from './schema-diagram.interface';
import type { SeedingPlan } from './seeding-plan.interface';
import type { StampedMigration } from './stamp-report.interface';
import type { StatusReport } from './status-report.interface';
import type { PurgeReport, TrashReport } from './trash-report.interface';
import type { TrashConstraint } from './trash.interface';

/** What `db:init --json` prints. */
export interface InitDocument {
  /** Every table and view that was created, as `schema.name`, in order. */
  readonly created: readonly string[];
  /** Exactly what was sent, in order; without what seeders sent. */
  readonly statements: readonly string[];
  /** What became of each seeder; empty without `--seed`. */
  readonly seeded: readonly SeedingReport[];
  /** In milliseconds. */
  readonly durationMs: number;
  /** With `--force`: the schema that keeps what was there; null when nothing was, or it was dropped for good. */
  readonly trash?: string | null;
  /** With `--force`: what was moved there, as `schema.name`. */
  readonly setAside?: readonly string[];
  /** With `--force --no-undo`: what was dropped for good, as `schema.name`. */
  readonly dropped?: readonly string[];
  /** With `--force`: earlier trashes that it let go of. */
  readonly purged?: readonly PurgeReport[];
  /** With `--force`: SQL that sets again what was set by hand on what was there, such as privileges. */
  readonly handSet?: readonly string[];
}

/** What `db:init --dry-run --json` prints. */
export interface InitDryRun {
  /** Tells it from what was done. */
  readonly dryRun: true;
  /** With `--force`: the schema that would keep what is there; null when nothing would. */
  readonly trash: string | null;
  /** What would be moved there, as `schema.name`. */
  readonly toSetAside: readonly string[];
  /** What would be dropped for good, as `schema.name`. */
  readonly toDrop: readonly string[];
  /** Names of earlier trashes that it would let go of. */
  readonly toPurge: readonly string[];
  /** What would be created, as `schema.name`, in order. */
  readonly toCreate: readonly string[];
  /** Exactly what would be sent, in order. */
  readonly statements: readonly string[];
  /** Keys of the seeders that would run; empty without `--seed`. */
  readonly toSeed: readonly string[];
  /** SQL that would have to set again what was set by hand on what is there, such as privileges. */
  readonly handSet: readonly string[];
  /** What a person should know. */
  readonly warnings: readonly PlanNotice[];
}

/** What `db:seed --json` prints. */
export interface SeedDocument {
  /** As it was before anything was done. */
  readonly plan: SeedingPlan;
  /** What became of each seeder. */
  readonly seeded: readonly SeedingReport[];
  /** In milliseconds. */
  readonly durationMs: number;
}

/** What `db:seed --dry-run --json` prints. */
export interface SeedDryRun {
  /** Tells it from what was done. */
  readonly dryRun: true;
  /** What would be done. */
  readonly plan: SeedingPlan;
}

/** What `db:restore --dry-run --json` prints. */
export interface RestoreDryRun {
  /** Tells it from what was done. */
  readonly dryRun: true;
  /** The trash that would be restored. */
  readonly toRestore: string;
  /** What would come back, as `schema.name`. */
  readonly relations: readonly string[];
  /** What stands there now and would be set aside first, as `schema.name`. */
  readonly toSetAside: readonly string[];
  /** Others' objects that this concerns. */
  readonly dependents: readonly Dependent[];
  /** Foreign keys that could not be put back, as their tables are gone. */
  readonly lost: readonly TrashConstraint[];
  /** Migrations whose record would change. */
  readonly migrations: RestoredMigrations;
  /** Exactly what would be sent, in order. */
  readonly statements: readonly string[];
}

/** What `db:purge --json` prints. */
export interface PurgeDocument {
  /** The database's name. */
  readonly database: string;
  /** The trashes that were deleted, the oldest first. */
  readonly purged: readonly PurgeReport[];
  /** Names of those that were not asked for, and stay. */
  readonly kept: readonly string[];
}

/** What `db:journal --json` prints. */
export interface JournalDocument {
  /** The last ones, the oldest first. */
  readonly entries: readonly JournalRecord[];
}

/** What `db:environment --json` prints. */
export interface EnvironmentDocument {
  /** The database's name. */
  readonly database: string;
  /** The environment's name that this process runs as. */
  readonly environment: string;
  /** The environment that the database belongs to; null before the first write. */
  readonly stamp: EnvironmentStamp | null;
}

/** What `db:environment --json` prints when it is given a name. */
export interface EnvironmentChange {
  /** The database's name. */
  readonly database: string;
  /** The stamp that it had; null when it had none. */
  readonly before: EnvironmentStamp | null;
  /** The environment's name that it has now. */
  readonly after: string;
}

/** What `migration:run --json` prints. */
export interface MigrationRunDocument {
  /** Those that were run, in order. */
  readonly executed: readonly MigrationRun[];
  /** Those that were recorded, as what they make was there. */
  readonly stamped: readonly StampedMigration[];
  /** Those of the executed ones of which a part was there already, so that only the rest was done. */
  readonly finished: readonly FinishedMigration[];
  /** In milliseconds. */
  readonly durationMs: number;
}

/** What `migration:run --dry-run --json` prints. */
export interface MigrationDryRun extends Rehearsal {
  /** Tells it from what was done. */
  readonly dryRun: true;
}

/** What `migration:revert --json` prints. */
export interface MigrationRevertDocument {
  /** Those that were undone, in that order. */
  readonly reverted: readonly MigrationRun[];
}

/** What `migration:show --json` prints. */
export interface MigrationShowDocument {
  /** All of the code and of the database's record. */
  readonly migrations: readonly MigrationStatus[];
  /** Names of those that the database has not run. */
  readonly pending: readonly string[];
}

/** What `migration:stamp --json` prints. */
export interface MigrationStampDocument {
  /** Those that were recorded. */
  readonly stamped: readonly StampedMigration[];
  /** In milliseconds. */
  readonly durationMs: number;
}

/** What `migration:check --json` prints. */
export interface MigrationCheckDocument extends MigrationCheck {
  /** With `--locks`, unless the migrations do not even run. */
  readonly locks?: Rehearsal;
}

/** What `migration:generate --json` prints. */
export interface MigrationGenerateDocument {
  /** The files that were written, in the order in which they run; none when nothing has changed, or with `--dry-run`. */
  readonly generated: readonly (MigrationFile & {
    /** How many `up()` sends. */
    readonly statements: number;
  })[];
  /** With `--dry-run`: what would be written. */
  readonly migrations?: readonly {
    /** Name of its class. */
    readonly name: string;
    /** How it is committed. */
    readonly transaction: DraftTransaction;
    /** In order. */
    readonly up: readonly MigrationQuery[];
    /** In order. */
    readonly down: readonly MigrationQuery[];
  }[];
  /** What they take away, to which `--allow-data-loss` has agreed. */
  readonly losses: readonly MigrationLoss[];
  /** What they drop beside: constraints, indexes, views; of columns and tables that stay, e.g. their comments. */
  readonly drops: readonly MigrationDrop[];
}

/** What `migration:create --json` prints. */
export interface MigrationCreateDocument {
  /** What was written. */
  readonly created: MigrationFile;
}

/**
 * What each command prints with `--json`, by its name: one document on standard output. Where something failed or was
 * refused it is a {@link CommandFailure} instead.
 */
export interface CommandDocuments {
  /** The connection, every table, and what would be created. */
  'db:status': StatusReport;
  /** Has `dryRun` with that flag. */
  'db:init': InitDocument | InitDryRun;
  /** What resets have set aside. */
  'db:trash': TrashReport;
  /** Has `dryRun` with that flag. */
  'db:restore': RestoreReport | RestoreDryRun;
  /** What was deleted for good. */
  'db:purge': PurgeDocument;
  /** Has `dryRun` with that flag. */
  'db:seed': SeedDocument | SeedDryRun;
  /** Entities, migrations and the live database told apart. */
  'db:drift': DriftReport;
  /** The tables that the entities ask for, and their foreign keys. */
  'db:diagram': SchemaDiagram;
  /** Has `after` when it was given a name. */
  'db:environment': EnvironmentDocument | EnvironmentChange;
  /** What was done, by whom and when. */
  'db:journal': JournalDocument;
  /** Has `dryRun` with that flag. */
  'migration:run': MigrationRunDocument | MigrationDryRun;
  /** What was undone. */
  'migration:revert': MigrationRevertDocument;
  /** Every migration as it stands. */
  'migration:show': MigrationShowDocument;
  /** What was recorded. */
  'migration:stamp': MigrationStampDocument;
  /** Has `locks` with that flag. */
  'migration:check': MigrationCheckDocument;
  /** Has `migrations` with `--dry-run`. */
  'migration:generate': MigrationGenerateDocument;
  /** The empty file. */
  'migration:create': MigrationCreateDocument;
}

/** What every command prints with `--json` where it failed, was called wrongly or was refused. */
export interface CommandFailure {
  /** Why. */
  readonly error: {
    /** Of the error's class. */
    readonly name: string;
    /** What happened, why, and what to do, as it is told without `--json`. */
    readonly message: string;
    /** That of the process. */
    readonly exitCode: number;
  };
}
