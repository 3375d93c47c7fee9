import type { NamedObject } from './schema-snapshot.interface';
import type { TrashRelation } from './trash.interface';

/** Something with a name that the catalog knows by its oid. */
interface CatalogObject extends NamedObject {
  readonly oid: string;
}

/** An existing relation that is to go. */
export interface HeldRelation extends CatalogObject {
  readonly relkind: TrashRelation['relkind'];
  readonly owner: string;
  /** Whether the role may move or drop it. */
  readonly owned: boolean;
  /** Whether it was asked for; else it depends on one that was. */
  readonly root: boolean;
  /** Whether the role may lock it with LOCK TABLE, and that locks nothing else: not so for a view. */
  readonly lockable: boolean;
  /** Paths of the other relations to go that it reads, for a view. */
  readonly needs: readonly string[];
}

/**
 * What becomes of a dependent when what it depends on is set aside. `goes along`: it is moved, too, or is part of what
 * is; `taken off`: a foreign key of a table that stays, put back with what it refers to; `stays`: it goes on using what
 * was set aside.
 */
export type DependentFate = 'goes along' | 'taken off' | 'stays';

/** Somebody else's object that depends on a relation that is to go. */
export interface Dependent {
  /** What becomes of it. */
  readonly fate: DependentFate;
  /** In PostgreSQL's words, e.g. `view vip_users`. */
  readonly what: string;
}

/** Somebody else's table that one of those to go is a partition or an inheriting child of: its rows would be gone from it. */
export interface HeldParent {
  /** In PostgreSQL's words. */
  readonly what: string;
  /** The SQL that takes the table out of it. */
  readonly detach: string;
}

/** A foreign key from a table that stays to one that is to go. */
interface HeldConstraint extends CatalogObject {
  /** `schema` and `table` are those of the table that has it. */
  readonly table: string;
  readonly owner: string;
  readonly owned: boolean;
  readonly comment: string | null;
}

/** What is there of the relations that are to go, and what hangs on it. */
export interface Holdings {
  /** Those that were asked for and exist, then those that would go along with them. */
  readonly relations: readonly HeldRelation[];
  /** Enum types that a column of these relations has and nothing else uses. */
  readonly types: readonly CatalogObject[];
  /** Those that nothing uses. */
  readonly idleTypes: readonly CatalogObject[];
  /** Those that something else uses, too. */
  readonly sharedTypes: readonly CatalogObject[];
  /** Everything with a name in pg_class that belongs to the relations: themselves, their indexes and sequences. */
  readonly parts: readonly (CatalogObject & { readonly relkind: string })[];
  readonly dependents: readonly Dependent[];
  readonly parents: readonly HeldParent[];
  readonly constraints: readonly HeldConstraint[];
  /**
   * Oids of what is locked on the way beside the parts: tables that lose a key or that the keys of these refer to, and
   * TypeORM's records.
   */
  readonly neighbours: readonly string[];
  /** Entries of the server's lock table: for dropping all, for setting all aside, and for creating the same anew. */
  readonly locks: { readonly drop: number; readonly move: number; readonly create: number };
  readonly metadataTableExists: boolean;
  /** Whether the role may read all of TypeORM's record of migrations; null where there is none. */
  readonly migrationsReadable: boolean | null;
  readonly mayCreateSchemas: boolean;
}
