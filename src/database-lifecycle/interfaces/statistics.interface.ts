/** Measures of one relation. */
export interface RelationStatistics {
  /** Table, indexes and TOAST together, 0 of a table whose file is empty; null where nothing is stored, as for a view. */
  readonly bytes: number | null;
  /** Null where rows can not be counted: a view, an unpopulated materialized view, no SELECT privilege, a policy that may hide some. */
  readonly rows: number | null;
  /** Whether `rows` is an estimate, as the table holds more than are counted one by one. */
  readonly estimated: boolean;
}

export interface DatabaseStatistics {
  /** How many tables of the database are not this app's. */
  readonly otherTables: number;
  /** By path. */
  readonly relations: ReadonlyMap<string, RelationStatistics>;
}
