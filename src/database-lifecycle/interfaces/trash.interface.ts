import type { NamedObject } from './schema-snapshot.interface';

/** A schema whose relations were set aside, and the schema that keeps them: names of two homes can not meet there. */
export interface TrashPlace {
  readonly home: string;
  readonly trash: string;
}

/** A relation that was set aside, by its name at home. */
export interface TrashRelation extends NamedObject {
  /** `pg_class.relkind`: table, partitioned table, foreign table, view or materialized view. */
  readonly relkind: 'r' | 'p' | 'f' | 'v' | 'm';
  /** Whether it was one of the app's own; else it was taken along because it depends on one. */
  readonly managed: boolean;
}

/** A foreign key of a table that stays at home; it was taken off, as it referred to one that was set aside. */
export interface TrashConstraint extends NamedObject {
  /** `schema` and `table` at home. */
  readonly table: string;
  /** `pg_get_constraintdef()` with every name qualified, as they are at home. */
  readonly definition: string;
  /** Of the constraint; null when it has none. */
  readonly comment: string | null;
}

/** What the journal said that decides which seeders are due; in the order of its entries. */
export interface TrashSeeding {
  readonly event: 'create' | 'seed';
  /** Path of the relation that was made, or key of the seeder that was done. */
  readonly name: string;
  /** Hash of the content that a seeder was last run with, where the journal knows it. */
  readonly content?: string;
}

/** A row of one of TypeORM's records: each value as PostgreSQL prints it. */
export type TrashRow = Readonly<Record<string, string | null>>;

/**
 * What a trash holds and where it belongs: the comment on its first schema, so that it is made and lost in one
 * transaction with it, goes along in a dump, and takes no table's name. Plain data, read strictly.
 */
export interface TrashManifest {
  readonly version: 1;
  /** A digest of the app's default schema and migrations table: two apps in one database never touch each other's. */
  readonly owner: string;
  /** When it was set aside, by the server's clock. ISO 8601, UTC. */
  readonly at: string;
  /** `restore`: it stood in the way of an older one that was brought back. */
  readonly cause: 'reset' | 'restore';
  /** The machine that did it. */
  readonly host: string;
  /** Version of the app; left out when it was not known. */
  readonly application?: string;
  /** The first one's `trash` names the whole. */
  readonly places: readonly TrashPlace[];
  readonly relations: readonly TrashRelation[];
  /** Enum types that went along, by their names at home. */
  readonly types: readonly NamedObject[];
  readonly constraints: readonly TrashConstraint[];
  /** What stays where it is and goes on using what was set aside, in PostgreSQL's words. */
  readonly staying: readonly string[];
  /** Rows of `typeorm_metadata` on the relations; null where there is no such table. */
  readonly metadata: readonly TrashRow[] | null;
  /** All rows of TypeORM's record of migrations; null where there is no such table. */
  readonly migrations: readonly TrashRow[] | null;
  readonly seeding: readonly TrashSeeding[];
}

/** What is kept of one reset, or of one restore. */
export interface Trash {
  /** Its first schema, e.g. `trash_20261124_183012`. */
  readonly name: string;
  readonly manifest: TrashManifest;
}

/** A schema that bears this app's mark, but can not be read: it is never touched. */
export interface UnreadableTrash {
  /** The schema's. */
  readonly name: string;
  /** What is wrong with its comment. */
  readonly why: string;
}

export interface TrashListing {
  /** The newest first. */
  readonly trashes: readonly Trash[];
  readonly unreadable: readonly UnreadableTrash[];
}
