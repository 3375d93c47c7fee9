import type { ManagedKind } from './managed-relation.interface';
import type { NamedObject } from './schema-snapshot.interface';

export interface DiagramColumn {
  readonly name: string;
  /** As PostgreSQL writes it, e.g. `character varying(50)` or `text[]`; of an enum the name of its type. */
  readonly type: string;
  readonly nullable: boolean;
  /** Whether it is (a part of) the primary key. */
  readonly primary: boolean;
  /** Whether it is unique by itself, other than as the primary key. */
  readonly unique: boolean;
  /** Labels of an enum. */
  readonly labels?: readonly string[];
  /** The column's comment. */
  readonly comment?: string;
}

export interface DiagramTable extends NamedObject {
  readonly kind: Extract<ManagedKind, 'table' | 'junction' | 'closure'>;
  /** Names of the entities that map to it. */
  readonly entities: readonly string[];
  readonly columns: readonly DiagramColumn[];
}

/** A foreign key. */
export interface DiagramRelation {
  readonly constraint: string;
  /** The table that has the key. */
  readonly from: NamedObject;
  readonly columns: readonly string[];
  /** The table that it refers to; one that no entity of this app makes is not among the tables. */
  readonly to: NamedObject;
  readonly referencedColumns: readonly string[];
  /** Whether a row may refer to none: one of its columns may be null. */
  readonly optional: boolean;
  /** Whether no two rows refer to the same one: its columns, or some of them, are unique. */
  readonly unique: boolean;
}

/** The tables that the entities ask for and the foreign keys between them, in TypeORM's order. */
export interface SchemaDiagram {
  readonly tables: readonly DiagramTable[];
  readonly relations: readonly DiagramRelation[];
}
