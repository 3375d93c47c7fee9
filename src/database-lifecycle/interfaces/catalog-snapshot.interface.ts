import type { NamedObject } from './schema-snapshot.interface';

export interface CatalogExtension {
  readonly name: string;
  readonly schema: string;
  readonly version: string;
}

export interface CatalogEnum extends NamedObject {
  /** In their order. */
  readonly labels: readonly string[];
}

export interface CatalogSequence extends NamedObject {
  /** E.g. `bigint`. The numbers below are text, as they do not fit a JavaScript number. */
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cache: string;
  readonly cycle: boolean;
  /** The column with which it is dropped; null when it stands alone. */
  readonly ownedBy: { readonly schema: string; readonly table: string; readonly column: string } | null;
  /** Whether it is the inner part of an identity column. */
  readonly identity: boolean;
}

export interface CatalogTable extends NamedObject {
  readonly kind: 'table' | 'partitioned table' | 'foreign table';
  readonly unlogged: boolean;
  /** The partitioned table that it is a partition of, and has its columns, constraints and indexes from: they are listed there. */
  readonly partitionOf: NamedObject | null;
  /** The tables that it INHERITS from, and has columns and checks of: they are listed there. Null where there are none. */
  readonly inherits: readonly NamedObject[] | null;
  readonly comment: string | null;
}

/** What belongs to a table (an index: to a materialized view too), whose name is `table`. */
interface TablePart extends NamedObject {
  readonly table: string;
}

export interface CatalogColumn extends TablePart {
  /** From 1, without gaps. */
  readonly position: number;
  /** `format_type()`, e.g. `character varying(20)`. */
  readonly type: string;
  readonly notNull: boolean;
  /** `pg_get_expr()`; null when it has none or is generated. */
  readonly default: string | null;
  readonly identity: 'always' | 'by default' | null;
  readonly generated: { readonly kind: 'stored' | 'virtual'; readonly expression: string } | null;
  /** Null when it is the type's own. */
  readonly collation: string | null;
  readonly comment: string | null;
}

export interface CatalogConstraint extends TablePart {
  readonly type: 'primary key' | 'unique' | 'exclusion' | 'check' | 'foreign key' | 'trigger';
  /** `pg_get_constraintdef()` without deferrability and validity. */
  readonly definition: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly valid: boolean;
}

/** An index that no constraint brings with it. */
export interface CatalogIndex extends TablePart {
  /** `pg_get_indexdef()`: the whole CREATE INDEX. */
  readonly definition: string;
  /** False when a CREATE INDEX CONCURRENTLY failed or is under way. */
  readonly valid: boolean;
}

export interface CatalogView extends NamedObject {
  readonly kind: 'view' | 'materialized view';
  /** `pg_get_viewdef()`, with the semicolon at its end. */
  readonly definition: string;
  /** Each `name type`, in order. */
  readonly columns: readonly string[];
  readonly comment: string | null;
}

/**
 * The normal form of what users made in a database: what PostgreSQL itself prints (of a definition: once it was dumped
 * and restored), every name qualified, sorted by name in byte order, without oids and the database's name. Two databases hold the same exactly when their snapshots are
 * deeply equal. Plain JSON. Not part of it: rows, owners, privileges, storage parameters, routines, triggers, policies.
 */
export interface CatalogSnapshot {
  /** Names. */
  readonly schemas: readonly string[];
  /** With their versions. */
  readonly extensions: readonly CatalogExtension[];
  /** Enum types. */
  readonly enums: readonly CatalogEnum[];
  /** Those of serial and identity columns, too. */
  readonly sequences: readonly CatalogSequence[];
  /** Plain, partitioned and foreign ones. */
  readonly tables: readonly CatalogTable[];
  /** By table, then by position. */
  readonly columns: readonly CatalogColumn[];
  /** By table, then by name. */
  readonly constraints: readonly CatalogConstraint[];
  /** By table, then by name; without those of constraints. */
  readonly indexes: readonly CatalogIndex[];
  /** Plain and materialized ones. */
  readonly views: readonly CatalogView[];
}
