import type { ManagedKind } from './managed-relation.interface';
import type { NamedObject } from './schema-snapshot.interface';

/** A column as the entities ask for it. */
export interface DiagramColumn {
  /** As PostgreSQL stores it. */
  readonly name: string;
  /** As PostgreSQL writes it, e.g. `character varying(50)` or `text[]`; of an enum the name of its type. */
  readonly type: string;
  /** Whether it may be null. */
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

/** A table that entities, a many-to-many relation or a tree ask for. */
export interface DiagramTable extends NamedObject {
  /** Of a many-to-many relation it is the junction, of a tree the closure. */
  readonly kind: Extract<ManagedKind, 'table' | 'junction' | 'closure'>;
  /** Names of the entities that map to it. */
  readonly entities: readonly string[];
  /** In the order in which the table has them. */
  readonly columns: readonly DiagramColumn[];
}

/** A foreign key. */
export interface DiagramRelation {
  /** Its name. */
  readonly constraint: string;
  /** The table that has the key. */
  readonly from: NamedObject;
  /** Those that refer, in the order of the key. */
  readonly columns: readonly string[];
  /** The table that it refers to; one that no entity of this app makes is not among the tables. */
  readonly to: NamedObject;
  /** One for each of the columns. */
  readonly referencedColumns: readonly string[];
  /** Whether a row may refer to none: one of its columns may be null. */
  readonly optional: boolean;
  /** Whether no two rows refer to the same one: its columns, or some of them, are unique. */
  readonly unique: boolean;
}

/** The tables that the entities ask for and the foreign keys between them, in TypeORM's order. */
export interface SchemaDiagram {
  /** Those of entities with `synchronize: false` are not among them, nor TypeORM's own. */
  readonly tables: readonly DiagramTable[];
  /** Every foreign key of these tables. */
  readonly relations: readonly DiagramRelation[];
}
