import type { JournalEvent, JournalState } from './journal.interface';

/** How a managed relation stands in the catalog. */
export type RelationState = 'present' | 'missing' | 'hidden' | 'conflict';

/** The server that is connected to, as it tells of itself. */
export interface ServerSnapshot {
  /** E.g. `18.4`. */
  readonly version: string;
  /** `current_database()`. */
  readonly database: string;
  /** `current_user`. */
  readonly role: string;
  /** The first existing schema of `search_path`; null when none exists. */
  readonly schema: string | null;
  /** Its schemas that exist, without those of PostgreSQL itself. */
  readonly searchPath: readonly string[];
  /** Why it takes no write: it is in recovery, or `default_transaction_read_only` is on; null when it takes them. */
  readonly readOnly: 'standby' | 'setting' | null;
  /** `DateStyle` of the app's sessions, e.g. `ISO, MDY`. */
  readonly dateStyle: string;
}

/** A managed relation that is anything but plainly present. */
export interface RelationFinding {
  /** Position in the list of managed relations that was asked for. */
  readonly index: number;
  readonly state: RelationState;
  /** `pg_class.relkind` of what holds the name, or `type` when a type does; null when nothing does. */
  readonly found: string | null;
  readonly owner: string | null;
  /** Set when the columns are not exactly the entities': those that are there. */
  readonly columns: readonly string[] | null;
  /** Those of `columns` that are NOT NULL and filled by no default, identity or expression; null where there are none. */
  readonly required?: readonly string[] | null;
}

/** The last entry of its event and name; a greater id is a later entry. */
export interface JournalEntry {
  /** What was done. */
  readonly event: JournalEvent;
  /** Path of the relation, or key of the seeder. */
  readonly name: string;
  /** Counts up. */
  readonly id: number;
  /** Hash of the content that the seeder was run with; null where there is none. */
  readonly content: string | null;
}

/** The answer to the one question of every boot; costs one round trip. */
export interface PresenceSnapshot {
  readonly server: ServerSnapshot;
  /** Only the relations that need a second look, so that nothing missing means nothing sent. */
  readonly findings: readonly RelationFinding[];
  /** The journal's entries that decide which seeders are due. */
  readonly journal: readonly JournalEntry[];
  /** Migrations of the code that the database has not run; left out when it was not asked for. */
  readonly pendingMigrations?: readonly string[];
  readonly journalState: JournalState;
}

interface ParentColumn {
  readonly name: string;
  /** `format_type()`, e.g. `character varying(20)`. */
  readonly type: string;
}

/** An existing table that a new foreign key would refer to. */
export interface ParentSnapshot {
  readonly schema: string;
  readonly name: string;
  readonly relkind: string;
  readonly unlogged: boolean;
  readonly owner: string;
  /** Whether the role may use its schema, without which it reaches no table there. */
  readonly mayUseSchema: boolean;
  /** Whether the role may make a foreign key to it (REFERENCES). */
  readonly mayReference: boolean;
  readonly columns: readonly ParentColumn[];
  /** Column sets that are a primary key, or a unique constraint or index that a foreign key may refer to. */
  readonly keys: readonly (readonly string[])[];
}

interface TypeSnapshot {
  readonly schema: string;
  readonly name: string;
  /** Labels in order when it is an enum, else null. */
  readonly labels: readonly string[] | null;
  readonly owner: string;
  readonly mayUse: boolean;
}

interface ExtensionSnapshot {
  readonly name: string;
  readonly installed: boolean;
  readonly schema?: string | null;
  readonly visible?: boolean;
}

/** A relation, type or other object of a schema. */
export interface NamedObject {
  /** As PostgreSQL stores it. */
  readonly schema: string;
  /** As PostgreSQL stores it. */
  readonly name: string;
}

/** What a plan needs to know beyond presence; asked for only when something is missing. */
export interface DetailSnapshot {
  readonly schemas: readonly { readonly name: string; readonly mayCreate: boolean }[];
  readonly mayCreateSchemas: boolean;
  readonly types: readonly TypeSnapshot[];
  /** Expected names of indexes, constraints and sequences that something else already holds. */
  readonly takenNames: readonly (NamedObject & { readonly relkind: string })[];
  readonly parents: readonly ParentSnapshot[];
  /** Those that the server has; the schema of one that is installed, and whether bare names are looked up there. */
  readonly extensions: readonly ExtensionSnapshot[];
  /** As it is set, with schemas that do not exist. */
  readonly searchPath: string;
  /** Relations whose name differs from a missing one's only in case. */
  readonly twins: readonly NamedObject[];
  /** Relations with a missing one's name in another schema of the search path. */
  readonly elsewhere: readonly NamedObject[];
  /** Columns of new foreign keys whose type no equality operator compares with the existing key's. */
  readonly incomparable: readonly {
    readonly constraint: string;
    readonly column: string;
    readonly type: string;
    readonly parentType: string;
  }[];
  /** How many locks the server's lock table is made for. */
  readonly lockSlots: number;
}

export interface SchemaSnapshot extends PresenceSnapshot {
  readonly details: DetailSnapshot;
}
