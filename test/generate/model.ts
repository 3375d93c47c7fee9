import type { ColumnOptions, JoinTableOptions, RelationOptions } from 'typeorm';

/**
 * Entities as plain data, which a change transforms, so that any two changes can be made one after the other. SQL in it
 * says `{Entity}` and `{Entity.property}`, as a table or column may get another name by another change.
 */
export interface ColumnModel extends Omit<ColumnOptions, 'primary'> {
  readonly key?: 'plain' | 'increment' | 'uuid' | 'identity';
  /** Filled from a sequence without being the key. */
  readonly counted?: boolean;
}

export interface RelationModel {
  readonly kind: 'many-to-one' | 'one-to-one' | 'many-to-many' | 'tree parent' | 'tree children';
  /** The name of an entity. */
  readonly to: string;
  readonly options?: RelationOptions;
  /** The name of the join column. */
  readonly column?: string;
  readonly junction?: JoinTableOptions;
}

export interface IndexModel {
  readonly columns: readonly string[];
  readonly unique?: boolean;
  readonly where?: string;
}

export interface UniqueModel {
  readonly columns: readonly string[];
  readonly deferrable?: 'INITIALLY IMMEDIATE' | 'INITIALLY DEFERRED';
}

/** By name. One that begins with # is the model's only: TypeORM makes its own, of the names of table and columns or the SQL. */
type Named<Part> = Record<string, Part>;

interface Shape {
  readonly columns: Record<string, ColumnModel>;
  readonly relations: Record<string, RelationModel>;
}

export interface TableModel extends Shape {
  table: string;
  schema?: string;
  comment?: string;
  readonly checks: Named<string>;
  readonly indexes: Named<IndexModel>;
  readonly uniques: Named<UniqueModel>;
  tree?: 'closure-table' | 'materialized-path';
  /** The column that tells the children of single-table inheritance apart. */
  discriminator?: ColumnOptions;
}

/** A child of single-table inheritance. */
export interface ChildModel extends Shape {
  readonly of: string;
}

export interface ViewModel {
  view: string;
  schema?: string;
  materialized?: boolean;
  expression: string;
  columns: string[];
  readonly indexes: Named<IndexModel>;
  readonly over?: string[];
}

/** By the entity's name, in the order in which they are declared. */
export interface Model {
  readonly tables: Record<string, TableModel>;
  readonly children: Record<string, ChildModel>;
  readonly views: Record<string, ViewModel>;
}

export const table = (model: Partial<TableModel> & { table: string }): TableModel => ({
  columns: {},
  relations: {},
  checks: {},
  indexes: {},
  uniques: {},
  ...model,
});
