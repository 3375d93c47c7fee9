import type { Dependent } from './holdings.interface';
import type { PlannedStatement } from './lifecycle-plan.interface';
import type { Movement, SetAsidePlan } from './reset-plan.interface';
import type { NamedObject } from './schema-snapshot.interface';
import type { Trash, TrashConstraint } from './trash.interface';

export interface RestoreOptions {
  /** The trash to restore. Default: the newest. */
  readonly name?: string;
  /** Whether what depends on what is there now goes along with it into the trash. Default: `false`. */
  readonly includeDependents?: boolean;
}

/** What a restore finds at the trash and at home, beyond what goes from the one to the other. */
export interface RestoreGround {
  /** Each home that does not exist, or where the role may not create. */
  readonly homes: readonly { readonly name: string; readonly exists: boolean; readonly mayCreate: boolean }[];
  /** What holds a name at home that something from the trash needs, and is not to go; in PostgreSQL's words. */
  readonly obstacles: readonly string[];
  /** What lies in the trash and is not part of it; in PostgreSQL's words. */
  readonly strangers: readonly string[];
  /** Of the foreign keys to be put back, by their place in the manifest: what stands against it. */
  readonly constraints: readonly {
    readonly index: number;
    /** The table's. Null where that is gone. */
    readonly oid: string | null;
    /** Null where the table is gone. */
    readonly owner: string | null;
    readonly owned: boolean;
    /** Whether the table has another constraint of that name. */
    readonly taken: boolean;
  }[];
  /** Schemas of the trash that the role may not drop, e.g. `schema trash_20261124_183012 (owner x)`. */
  readonly locked: readonly string[];
  readonly lockSlots: number;
}

/** Migrations whose record a restore changes, by name. */
export interface RestoredMigrations {
  /** Run since: they are pending again. */
  readonly pendingAgain: readonly string[];
  /** Recorded then and not any more, as they were reverted since: they are recorded again. */
  readonly recordedAgain: readonly string[];
}

/** Plain data: the dry run prints exactly the statements that apply would send, all in one transaction. */
export interface RestorePlan extends Movement {
  readonly trash: Trash;
  /** What now stands there and is set aside first; null when nothing does. */
  readonly aside: SetAsidePlan | null;
  /** Others' objects that this concerns. */
  readonly dependents: readonly Dependent[];
  /** What comes back, as `schema.name`. */
  readonly restores: readonly string[];
  /** Foreign keys whose table is gone: they can't be put back. */
  readonly lost: readonly TrashConstraint[];
  readonly migrations: RestoredMigrations;
  /** Home schemas that are made again. */
  readonly makes: readonly string[];
  readonly statements: readonly PlannedStatement[];
  /** The journal's entries, the last statements. */
  readonly records: readonly PlannedStatement[];
  /** TypeORM's records whose rows it changes. */
  readonly writes: readonly NamedObject[];
}
