import type { SeedingReport } from './lifecycle-report.interface';
import type { MigrationRun } from './migration-report.interface';

/** What hooks are told of each operation, before it and after it. */
export interface LifecycleOperations {
  /** Tables and views that are missing are created. */
  create: {
    before: {
      /** As `schema.name`. */
      readonly missing: readonly string[];
    };
    after: {
      /** As `schema.name`, in order. */
      readonly created: readonly string[];
      /** Exactly what was sent, in order. */
      readonly statements: readonly string[];
    };
  };
  /** One seeder runs; with `fresh` all that were chosen, as they share a transaction. */
  seed: {
    before: {
      /** Keys of the seeders, in order. */
      readonly seeders: readonly string[];
      /** Whether their tables are emptied first. */
      readonly fresh: boolean;
    };
    after: { readonly seeded: readonly SeedingReport[]; readonly fresh: boolean };
  };
  /** Pending migrations run. */
  migrate: {
    before: {
      /** Names of the classes, in order. */
      readonly migrations: readonly string[];
    };
    after: { readonly migrations: readonly MigrationRun[] };
  };
  /** Migrations are reverted, the last first. */
  revert: {
    before: { readonly migrations: readonly string[] };
    after: { readonly migrations: readonly MigrationRun[] };
  };
  /** `db:init --force`: what is there is set aside, or dropped, and all is created anew. */
  reset: {
    before: {
      /** What is set aside or dropped, as `schema.name`. */
      readonly clears: readonly string[];
      /** Whether it can be brought back. */
      readonly undo: boolean;
      readonly creates: readonly string[];
    };
    after: {
      /** The schema that keeps what was there; null when nothing was, or it was dropped for good. */
      readonly trash: string | null;
      readonly created: readonly string[];
      readonly statements: readonly string[];
    };
  };
  /** `db:restore`: what a reset has set aside comes back. */
  restore: {
    before: {
      /** The schema that it comes back from. */
      readonly trash: string;
      readonly restores: readonly string[];
    };
    after: {
      readonly restored: readonly string[];
      /** The schema that keeps what stood there before; null when nothing did. */
      readonly trash: string | null;
      readonly statements: readonly string[];
    };
  };
  /** `db:purge`: what a reset has set aside is deleted for good. */
  purge: {
    before: { readonly trash: string; readonly drops: readonly string[] };
    after: { readonly trash: string; readonly dropped: readonly string[] };
  };
}

export type LifecycleOperation = keyof LifecycleOperations;

/** Where an operation takes place. */
export interface LifecyclePlace {
  /** Name of the DataSource as given to TypeOrmModule; `default` for the unnamed one. */
  readonly dataSource: string;
  readonly database: string;
  readonly environment: string;
}

export type BeforeEvent<Name extends LifecycleOperation> = LifecyclePlace & LifecycleOperations[Name]['before'];

export type AfterEvent<Name extends LifecycleOperation> = LifecyclePlace &
  LifecycleOperations[Name]['after'] & { readonly durationMs: number };

/** An operation that threw, a hook's own error included. */
export interface FailureEvent extends LifecyclePlace {
  readonly operation: LifecycleOperation;
  readonly error: { readonly name: string; readonly message: string };
  readonly durationMs: number;
}

/**
 * Called around what the module does; implemented by a provider that is marked with `@LifecycleHooks()`. Every method is
 * optional, and is awaited. Events are copies: changing one changes nothing.
 *
 * `before…` is called under the lifecycle lock, in the operation's open transaction where it has one, once it is known
 * that something is to be done and before anything is changed. What it throws stops the operation, and nothing is
 * changed. Keep it short: other processes wait meanwhile.
 *
 * `after…` is called once all is committed. What it throws is logged, and changes nothing.
 */
export interface DatabaseLifecycleHooks {
  beforeCreate?(event: BeforeEvent<'create'>): unknown;
  afterCreate?(event: AfterEvent<'create'>): unknown;
  beforeSeed?(event: BeforeEvent<'seed'>): unknown;
  afterSeed?(event: AfterEvent<'seed'>): unknown;
  beforeMigrate?(event: BeforeEvent<'migrate'>): unknown;
  afterMigrate?(event: AfterEvent<'migrate'>): unknown;
  beforeRevert?(event: BeforeEvent<'revert'>): unknown;
  afterRevert?(event: AfterEvent<'revert'>): unknown;
  beforeReset?(event: BeforeEvent<'reset'>): unknown;
  afterReset?(event: AfterEvent<'reset'>): unknown;
  beforeRestore?(event: BeforeEvent<'restore'>): unknown;
  afterRestore?(event: AfterEvent<'restore'>): unknown;
  beforePurge?(event: BeforeEvent<'purge'>): unknown;
  afterPurge?(event: AfterEvent<'purge'>): unknown;
  /** Called when one of them has failed, whether or not its `before…` was called. What it throws is logged. */
  onFailure?(event: FailureEvent): unknown;
}
