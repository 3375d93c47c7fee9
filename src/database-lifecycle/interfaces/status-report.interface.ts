import type { EnvironmentStamp } from './journal.interface';
import type { PlanNotice } from './lifecycle-plan.interface';
import type { RelationState, ServerSnapshot } from './schema-snapshot.interface';
import type { RelationStatistics } from './statistics.interface';

/** One managed relation as it stands. */
export interface RelationStatus extends RelationStatistics {
  /** Names of the entities that map to it; null for TypeORM's own tables. */
  readonly entity: string | null;
  /** `schema.name` */
  readonly table: string;
  readonly kind: string;
  readonly state: RelationState;
}

/** What `db:status --json` prints. */
export interface StatusReport {
  readonly environment: string;
  /** The environment that the database belongs to by its own record; null before the first write, or where it can not be read. */
  readonly stamp: EnvironmentStamp | null;
  /** The stricter of the two, by which commands go; `unknown` where the stamp can not be read. */
  readonly treatedAs: string;
  readonly connection: {
    /** E.g. `18.4`. */
    readonly version: string;
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly role: string;
    /** Whether the server is on this machine: a loopback address or a socket. */
    readonly local: boolean;
    /** Why the server takes no write; null when it takes them. */
    readonly readOnly: ServerSnapshot['readOnly'];
    /** Size of the whole database in bytes. */
    readonly bytes: number;
  };
  readonly tables: readonly RelationStatus[];
  /** How many tables of the database are not this app's. */
  readonly otherTables: number;
  /** Missing relations that `db:init` would create (in production: that a migration has to), as `schema.name`. */
  readonly toCreate: readonly string[];
  /** The exact SQL that would run. */
  readonly statements: readonly string[];
  /** Names, oldest first; null when the app has no migrations. */
  readonly pendingMigrations: readonly string[] | null;
  /** What keeps the missing relations from being created. */
  readonly problems: readonly PlanNotice[];
  readonly warnings: readonly PlanNotice[];
}
