import type { SeedingReport } from './lifecycle-report.interface';
import type { MigrationRun } from './migration-report.interface';
import type { StampedMigration } from './stamp-report.interface';

/** What hooks are told of each operation, before it and after it. */
export interface LifecycleOperations {
  /** Tables and views that are missing are created. */
  create: {
    /** Told before. */
    before: {
      /** As `schema.name`. */
      readonly missing: readonly string[];
    };
    /** Told after. */
    after: {
      /** As `schema.name`, in order. */
      readonly created: readonly string[];
      /** Exactly what was sent, in order. */
      readonly statements: readonly string[];
    };
  };
  /** One seeder runs; with `fresh`, and within a reset, all together, as they share a transaction. */
  seed: {
    /** Told before. */
    before: {
      /** Keys of the seeders, in order. */
      readonly seeders: readonly string[];
      /** Whether their tables are emptied first. */
      readonly fresh: boolean;
    };
    /** Told after. */
    after: {
      /** What became of each. */
      readonly seeded: readonly SeedingReport[];
      /** Whether their tables were emptied first. */
      readonly fresh: boolean;
    };
  };
  /** Pending migrations run. */
  migrate: {
    /** Told before. */
    before: {
      /** Names of the classes, in order. */
      readonly migrations: readonly string[];
    };
    /** Told after. */
    after: {
      /** In the order in which they were done. */
      readonly migrations: readonly MigrationRun[];
    };
  };
  /** Migrations are reverted, the last first. */
  revert: {
    /** Told before. */
    before: {
      /** Names of the classes, the last first. */
      readonly migrations: readonly string[];
    };
    /** Told after. */
    after: {
      /** In the order in which they were done. */
      readonly migrations: readonly MigrationRun[];
    };
  };
  /** Migrations are recorded as run without running: `migration:stamp`; `migration:run` where their work is there already. */
  stamp: {
    /** Told before. */
    before: {
      /** Names of the classes, in order. */
      readonly migrations: readonly string[];
    };
    /** Told after. */
    after: {
      /** In order. */
      readonly migrations: readonly StampedMigration[];
    };
  };
  /** `db:init --force`: what is there is set aside, or dropped, and all is created anew. */
  reset: {
    /** Told before. */
    before: {
      /** What is set aside or dropped, as `schema.name`. */
      readonly clears: readonly string[];
      /** Whether it can be brought back. */
      readonly undo: boolean;
      /** As `schema.name`. */
      readonly creates: readonly string[];
    };
    /** Told after. */
    after: {
      /** The schema that keeps what was there; null when nothing was, or it was dropped for good. */
      readonly trash: string | null;
      /** As `schema.name`, in order. */
      readonly created: readonly string[];
      /** Exactly what was sent, in order. */
      readonly statements: readonly string[];
    };
  };
  /** `db:restore`: what a reset has set aside comes back. */
  restore: {
    /** Told before. */
    before: {
      /** The schema that it comes back from. */
      readonly trash: string;
      /** As `schema.name`. */
      readonly restores: readonly string[];
    };
    /** Told after. */
    after: {
      /** As `schema.name`. */
      readonly restored: readonly string[];
      /** The schema that keeps what stood there before; null when nothing did. */
      readonly trash: string | null;
      /** Exactly what was sent, in order. */
      readonly statements: readonly string[];
    };
  };
  /** `db:purge`: what a reset has set aside is deleted for good. */
  purge: {
    /** Told before. */
    before: {
      /** The schema that is deleted. */
      readonly trash: string;
      /** What it holds, as `schema.name` where it was. */
      readonly drops: readonly string[];
    };
    /** Told after. */
    after: {
      /** The schema that was deleted. */
      readonly trash: string;
      /** What it held, as `schema.name` where it was. */
      readonly dropped: readonly string[];
    };
  };
}

/** The name of what is done. */
export type LifecycleOperation = keyof LifecycleOperations;

/** Where an operation takes place. */
export interface LifecyclePlace {
  /** Name of the DataSource as given to TypeOrmModule; `default` for the unnamed one. */
  readonly dataSource: string;
  /** Its name. */
  readonly database: string;
  /** The environment's name that the app runs as. */
  readonly environment: string;
}

/** What `before…` is told. */
export type BeforeEvent<Name extends LifecycleOperation> = LifecyclePlace & LifecycleOperations[Name]['before'];

/** What `after…` is told. */
export type AfterEvent<Name extends LifecycleOperation> = LifecyclePlace &
  LifecycleOperations[Name]['after'] & {
    /** In milliseconds, the wait for the lock and hooks before it included; of seeding within a reset without them. */
    readonly durationMs: number;
  };

/** An operation that threw, a hook's own error included. */
export interface FailureEvent extends LifecyclePlace {
  /** Which one. */
  readonly operation: LifecycleOperation;
  /** What it threw. */
  readonly error: {
    /** Its class, e.g. `LifecyclePlanError`. */
    readonly name: string;
    /** What happened and what to do next; of a seeder's error it may show a key of a row. */
    readonly message: string;
  };
  /** In milliseconds, until it failed. */
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
  /** Before missing tables are created. */
  beforeCreate?(event: BeforeEvent<'create'>): unknown;
  /** Once the tables are there. */
  afterCreate?(event: AfterEvent<'create'>): unknown;
  /** Before a seeder runs; within a reset before that changes anything. */
  beforeSeed?(event: BeforeEvent<'seed'>): unknown;
  /** Once its rows are there. */
  afterSeed?(event: AfterEvent<'seed'>): unknown;
  /** Before pending migrations run. */
  beforeMigrate?(event: BeforeEvent<'migrate'>): unknown;
  /** Once they have run. */
  afterMigrate?(event: AfterEvent<'migrate'>): unknown;
  /** Before migrations are reverted. */
  beforeRevert?(event: BeforeEvent<'revert'>): unknown;
  /** Once they are reverted. */
  afterRevert?(event: AfterEvent<'revert'>): unknown;
  /** Before migrations are recorded as run. */
  beforeStamp?(event: BeforeEvent<'stamp'>): unknown;
  /** Once they are recorded. */
  afterStamp?(event: AfterEvent<'stamp'>): unknown;
  /** Before what is there is set aside or dropped. */
  beforeReset?(event: BeforeEvent<'reset'>): unknown;
  /** Once all is created anew. */
  afterReset?(event: AfterEvent<'reset'>): unknown;
  /** Before a trash is brought back. */
  beforeRestore?(event: BeforeEvent<'restore'>): unknown;
  /** Once it is back. */
  afterRestore?(event: AfterEvent<'restore'>): unknown;
  /** Before a trash is deleted. */
  beforePurge?(event: BeforeEvent<'purge'>): unknown;
  /** Once it is gone. */
  afterPurge?(event: AfterEvent<'purge'>): unknown;
  /** Called when one of them has failed, whether or not its `before…` was called. What it throws is logged. */
  onFailure?(event: FailureEvent): unknown;
}
