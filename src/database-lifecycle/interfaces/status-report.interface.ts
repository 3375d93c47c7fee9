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
  /** `table`, `view` or `materialized view`, as the entities ask for it. */
  readonly kind: string;
  /** As the catalog has it. */
  readonly state: RelationState;
}

/** What `db:status --json` prints. */
export interface StatusReport {
  /** The environment's name that this process runs as. */
  readonly environment: string;
  /** The environment that the database belongs to by its own record; null before the first write, or where it can not be read. */
  readonly stamp: EnvironmentStamp | null;
  /** The stricter of the two, by which commands go; `unknown` where the stamp can not be read. */
  readonly treatedAs: string;
  /** The server, as it tells of itself, and who is connected to what. */
  readonly connection: {
    /** E.g. `18.4`. */
    readonly version: string;
    /**
     * As the DataSource names it; where that says this machine and leads to another, that one's address. A directory for
     * a socket.
     */
    readonly host: string;
    /** Of the connection. */
    readonly port: number;
    /** Its name. */
    readonly database: string;
    /** Who is connected: `current_user`. */
    readonly role: string;
    /** Whether the server is on this machine: a loopback address or a socket. */
    readonly local: boolean;
    /** Why the server takes no write; null when it takes them. */
    readonly readOnly: ServerSnapshot['readOnly'];
  };
  /** Every managed relation. */
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
  /** What a person should know; nothing is kept from being created. */
  readonly warnings: readonly PlanNotice[];
}
