import type { CatalogObjectKind } from './catalog-difference.interface';
import type { CatalogSnapshot } from './catalog-snapshot.interface';
import type { PlannedStatement } from './lifecycle-plan.interface';
import type { NamedObject } from './schema-snapshot.interface';

/** One statement of a migration. */
export interface MigrationQuery {
  /** SQL, without a semicolon at its end. */
  readonly query: string;
  /** What a reader must know of it, e.g. that it locks or loses: one line, without comment signs. */
  readonly comment?: string;
}

/**
 * How a migration is committed: `shared` with its neighbours, as the DataSource's migrationsTransactionMode says; `own`
 * (`transaction = true`) in one that no other shares; `none` (`transaction = false`) each statement by itself.
 */
export type DraftTransaction = 'shared' | 'own' | 'none';

/** One migration. Parts run in their order, and are undone in the opposite one. */
export interface DraftPart {
  /** What it does, e.g. `AddPetsByNameConcurrently`, as the end of a name; empty for the main one. */
  readonly suffix: string;
  readonly transaction: DraftTransaction;
  readonly up: readonly MigrationQuery[];
  readonly down: readonly MigrationQuery[];
}

/** Rows, values or labels that `up` takes away; or that make it fail. */
export interface MigrationLoss {
  /** `schema.table`, `schema.table.column`, or `schema.type`. */
  readonly path: string;
  /** E.g. `drops the column with all its values`. */
  readonly what: string;
  /** Of a table: the decorator that keeps it, e.g. `@Entity('its_name', { synchronize: false })`. */
  readonly keep?: string;
}

/** What `up` takes away beside rows and values. */
export interface MigrationDrop {
  /** E.g. `index`; of a `column` or `table`, `what` is what was said of it. */
  readonly kind: CatalogObjectKind;
  /** `schema.name`, or `schema.table.name` for columns, constraints and indexes; not quoted. */
  readonly path: string;
  /** Its definition, or e.g. `comment kept for the audit`. */
  readonly what: string;
  /** The decorator that keeps it, e.g. `@Index('its_name', { synchronize: false })`, where there is one. */
  readonly keep?: string;
}

/** A change that no migration can make safely by itself. */
export interface MigrationRefusal {
  readonly path: string;
  readonly message: string;
  readonly remedies: readonly string[];
}

/** Of a column, or (without `column`) of a table, from what it is called in the current catalog. */
export interface Rename {
  readonly schema: string;
  readonly table: string;
  readonly column?: string;
  /** Of a table: the schema that it moves to. Default: it stays in its own. */
  readonly toSchema?: string;
  readonly to: string;
}

/** Something goes while others of its kind come: was it renamed to one of them? */
export interface RenameQuestion {
  readonly renames: readonly Rename[];
}

/** A row of `typeorm_metadata`, by which TypeORM knows views and the expressions of generated columns. */
export interface MetadataRecord {
  readonly type: string;
  /** Whether it names the database: then the one that it is in. */
  readonly ofDatabase: boolean;
  readonly schema: string | null;
  readonly table: string | null;
  readonly name: string | null;
  readonly value: string | null;
}

export interface MetadataRecords {
  readonly table: NamedObject;
  readonly current: readonly MetadataRecord[];
  readonly wanted: readonly MetadataRecord[];
}

/** What a view has beyond its CREATE VIEW: options, privileges, defaults and comments of columns, triggers, rules. */
export interface ViewAttachment extends NamedObject {
  /** Puts it back. */
  readonly sql: string;
  /** The column that it is of, as PostgreSQL quotes it; null when it is of the whole view. */
  readonly column: string | null;
  /** Whether it is lost when the view is replaced in place, too. */
  readonly inPlace: boolean;
}

/** The closure table of a tree: a row for each pair of an ancestor and a descendant, each being its own, too. */
export interface TreeClosure extends NamedObject {
  readonly tree: NamedObject;
  /** Columns of the tree: its primary key, and that of the parent. */
  readonly key: string;
  readonly parent: string;
  /** Columns of the closure table. */
  readonly ancestor: string;
  readonly descendant: string;
}

export interface DraftInput {
  /** What the migrations make. */
  readonly current: CatalogSnapshot;
  /** What the entities make. */
  readonly wanted: CatalogSnapshot;
  /** The plan of all that the entities make from zero, for the DDL of what is missing. Default: DDL from the snapshot. */
  readonly created?: readonly PlannedStatement[];
  /** Left out, no record is written, and every view counts as TypeORM's. */
  readonly records?: MetadataRecords;
  /** What hangs on the views of the current catalog. Default: nothing. */
  readonly attachments?: readonly ViewAttachment[];
  /** All that was renamed; undefined when nobody was asked yet, and then what may be a rename is a question. */
  readonly renames?: readonly Rename[];
  /** What entities mark as not to be touched (`synchronize: false`). Default: nothing. */
  readonly byHand?: { readonly tables: readonly NamedObject[]; readonly indexes: readonly NamedObject[] };
  /** Those of the entities. A new one of a tree that is there is filled. Default: none. */
  readonly closures?: readonly TreeClosure[];
  /** The property behind a column, e.g. `User.email`, by its `schema.table.column`. */
  readonly properties?: ReadonlyMap<string, string>;
  /** The schema that is left out of names, so that they go where the search path leads. Default: none. */
  readonly searchSchema?: string;
}

/** Plain data. It may be written once nothing is refused, no question is open, and each loss is agreed to. */
export interface MigrationDraft {
  /** None when nothing has changed, or when there are refusals or questions. */
  readonly parts: readonly DraftPart[];
  readonly losses: readonly MigrationLoss[];
  readonly drops: readonly MigrationDrop[];
  readonly refusals: readonly MigrationRefusal[];
  readonly questions: readonly RenameQuestion[];
  /** What the parts make: what is wanted, and what no entity can ask for and so stays. */
  readonly result: CatalogSnapshot;
}
