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
  /** Migrations that the database has run and the code does not have, newer than all that it has: of a newer version. */
  readonly databaseAheadOfCode: readonly string[];
  /** The same that are older than the code's newest: deleted, renamed or squashed, or merged late into a newer version. */
  readonly goneFromCode: readonly string[];
  /** In what the live database differs from what the migrations make that it has run. */
  readonly changed: {
    /** Migrations that the code does not have may have made the differences, too: then no hand can be blamed. */
    readonly by: 'hand' | 'hand or a newer version';
    /** Expected: what they make; actual: what is there. */
    readonly differences: readonly CatalogDifference[];
  };
  /** Tables and views of the entities that no migration made which ran here, so that they are compared with the entities. */
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
