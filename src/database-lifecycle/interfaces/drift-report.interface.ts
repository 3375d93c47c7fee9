import type { CatalogDifference } from './catalog-difference.interface';

/** What `db:drift --json` prints: entities, migrations and the live database told apart. */
export interface DriftReport {
  /** The environment's name that this process runs as. */
  readonly environment: string;
  /** Whether there is nothing to tell below; the relations of others do not count. */
  readonly agree: boolean;
  /** How many migrations the code has. Without any, the entities are compared with the live database alone. */
  readonly migrations: number;
  /** The entities ask for what all migrations together do not make, or the reverse. */
  readonly entitiesAheadOfMigrations: readonly CatalogDifference[];
  /** Migrations of the code that the database has not run, oldest first. */
  readonly migrationsAheadOfDatabase: readonly string[];
  /** Executed migrations that the code does not have and that are newer than all of its own: of a newer version. */
  readonly databaseAheadOfCode: readonly string[];
  /**
   * Executed migrations that the code does not have and that are older than its newest: deleted, renamed, squashed, or
   * merged late into a newer version.
   */
  readonly goneFromCode: readonly string[];
  /** How the live database differs from what its executed migrations make. */
  readonly changed: {
    /**
     * `hand or a newer version` when the database has run migrations that the code does not have, which may be the
     * cause.
     */
    readonly by: 'hand' | 'hand or a newer version';
    /** Expected: what they make; actual: what is there. */
    readonly differences: readonly CatalogDifference[];
  };
  /** Tables and views of the entities that no executed migration made: they are compared with the entities instead. */
  readonly fromEntities: {
    /** Those that are there, as `schema.name`. */
    readonly relations: readonly string[];
    /** Expected: what the entities make; actual: what is there. */
    readonly differences: readonly CatalogDifference[];
  };
  /** Tables and views that are not this app's, as `schema.name`. */
  readonly others: readonly string[];
  /** In milliseconds. */
  readonly durationMs: number;
}
