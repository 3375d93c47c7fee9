import type { NamedObject } from './schema-snapshot.interface';

/** A column of a new foreign key beside the existing column that it refers to. */
export interface KeyColumnPair extends NamedObject {
  readonly constraint: string;
  readonly parentColumn: string;
  /** SQL type of the new column. */
  readonly type: string;
}

/** What a plan for the missing relations needs to know of the database. */
export interface DetailRequest {
  /** That the missing relations and their types live in, each once. */
  readonly schemas: readonly string[];
  readonly missing: readonly NamedObject[];
  readonly types: readonly NamedObject[];
  readonly indexNames: readonly NamedObject[];
  readonly sequenceNames: readonly NamedObject[];
  readonly parents: readonly NamedObject[];
  readonly keyColumns: readonly KeyColumnPair[];
  readonly extensions: readonly string[];
}
