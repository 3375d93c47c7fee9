import type { HeldRelation } from './holdings.interface';
import type { NamedObject } from './schema-snapshot.interface';

/** A relation of a manifest, as it was found in the trash. */
export interface KeptRelation extends Pick<HeldRelation, keyof NamedObject | 'oid' | 'relkind' | 'lockable' | 'needs'> {
  /** `schema.name` at home. */
  readonly home: string;
  /**
   * The kind of the relation in the same trash whose partition or child it is, if any: records of that are its own, too, and
   * so is the size of a partitioned one.
   */
  readonly parentKind: HeldRelation['relkind'] | null;
}

/** What is not of a trash, and stands against deleting that. */
export interface Stranger {
  /** In PostgreSQL's words. */
  readonly what: string;
  /** That it lies in, for what has one: another trash's, perhaps. */
  readonly schema: string | null;
}

/** What is there of a manifest, and what is not of it. */
export interface TrashContents {
  readonly relations: readonly KeptRelation[];
  /** Enum types. */
  readonly types: readonly NamedObject[];
  readonly schemas: readonly string[];
  /** Relations of the manifest that are not there, as `schema.name` at home. */
  readonly lost: readonly string[];
  /** What else lies there, or depends on what is there. */
  readonly strangers: readonly Stranger[];
  /** What others own, with its owner. */
  readonly locked: readonly string[];
  /** Oids of all that has a name in pg_class and goes with it: relations, indexes and sequences. */
  readonly parts: readonly string[];
  /** Oids of every relation that dropping all would lock: those, and the tables that their foreign keys refer to. */
  readonly awaited: readonly string[];
}
