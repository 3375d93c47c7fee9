/** What PostgreSQL calls it. */
export type CatalogObjectKind =
  | 'schema'
  | 'extension'
  | 'enum'
  | 'sequence'
  | 'table'
  | 'column'
  | 'constraint'
  | 'index'
  | 'view'
  | 'materialized view';

/**
 * What it takes to turn what is there into what is expected.
 * - `additive`: an entry in the catalog under a lock of a moment, or work beside which reads and writes go on;
 * - `locking`: work that grows with the table under a lock that blocks writes, or that existing rows can make fail;
 * - `data-loss`: rows, values, labels or a counter may be lost;
 * - `cosmetic`: nothing that is expected behaves differently.
 */
export type DifferenceSeverity = 'additive' | 'locking' | 'data-loss' | 'cosmetic';

/** One thing in which two catalogs differ. */
export interface CatalogDifference {
  /** `missing`: expected, not there; `extra`: there, not expected; `changed`: there, but different. */
  readonly change: 'missing' | 'extra' | 'changed';
  /** What differs. */
  readonly object: {
    /** What it is. */
    readonly kind: CatalogObjectKind;
    /** `schema`, `schema.name`, or `schema.table.name` for columns, constraints and indexes; not quoted. */
    readonly path: string;
  };
  /** Of a changed object: what about it, e.g. `type`, `default`, `comment`; null for missing and extra ones. */
  readonly attribute: string | null;
  /** As text; null when the object (or, when changed, the attribute) is not expected at all. */
  readonly expected: string | null;
  /** As text; null when the object or the attribute is not there. */
  readonly actual: string | null;
  /** What it takes to make it as expected. */
  readonly severity: DifferenceSeverity;
  /**
   * The statements, in order, that turn actual into expected and lose nothing: they work or fail. Left out when there are
   * no simple ones.
   */
  readonly sql?: readonly string[];
}
