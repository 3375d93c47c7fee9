/** What kind of relation the app expects. `metadata` and `cache` are TypeORM's own service tables. */
export type ManagedKind = 'table' | 'junction' | 'closure' | 'view' | 'materialized view' | 'metadata' | 'cache';

/** A relation that this app's entities (or TypeORM itself, for them) map to. */
export interface ManagedRelation {
  readonly kind: ManagedKind;
  readonly schema: string;
  /** As PostgreSQL stores it: cut at 63 bytes. */
  readonly name: string;
  /** Names of the entities that map to it, for messages; empty for a service table. */
  readonly entities: readonly string[];
  /** Names of the columns that the entities expect; empty for views and service tables. */
  readonly columns: readonly string[];
}
