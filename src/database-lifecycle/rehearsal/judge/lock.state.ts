import type { LockMode } from '../../interfaces/rehearsal.interface';

/** A table, view or index as it stands. */
export interface RelationState {
  readonly path: string;
  /** Of an index its table's, else its own. */
  readonly table: number;
  /** Number of its file; 0 where it has none. A rewrite gives it a new one, also when it is empty. */
  readonly file: number;
  /** How many scans it has seen from end to end (of an index: how many index scans). */
  readonly scans: number;
}

/** By object identifier. */
export type Relations = ReadonlyMap<number, RelationState>;

/** What a session holds, and how the relations stand, between two statements. */
export interface LockState {
  /** Differs between any two transactions. */
  readonly transaction: string;
  readonly relations: Relations;
  readonly locks: ReadonlyMap<number, ReadonlySet<LockMode>>;
  /** Whether the server counts scans. */
  readonly countsScans: boolean;
}
