/** https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES */
export type LockMode =
  | 'ACCESS SHARE'
  | 'ROW SHARE'
  | 'ROW EXCLUSIVE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE'
  | 'SHARE ROW EXCLUSIVE'
  | 'EXCLUSIVE'
  | 'ACCESS EXCLUSIVE';

/** A lock on a table that was there before, or on an index of it. */
export interface RehearsedLock {
  /** `schema.name`, as the table was called before. */
  readonly table: string;
  /** The strongest one. */
  readonly mode: LockMode;
}

export interface HeldLock extends RehearsedLock {
  /** The statement of the same transaction that took it. */
  readonly since: {
    /** Name of its class. */
    readonly migration: string;
    /** As it was sent. */
    readonly sql: string;
  };
}

/** A way round, for a statement of this kind. */
export interface SafeRewrite {
  /** E.g. `foreign-key`. */
  readonly rule: string;
  /** What to write instead, in order. */
  readonly steps: readonly string[];
  /** Where PostgreSQL documents it. */
  readonly source: string;
}

/**
 * - `blocking`: reads or writes wait for work that grows with a table, and it is not small;
 * - `unknown`: the same, and how large the table is in production is not known;
 * - `small`: the same on a table so small that nobody notices;
 * - `notice`: nothing waits for long, but something is to be known.
 */
export type FindingSeverity = 'blocking' | 'unknown' | 'small' | 'notice';

/** What is to be known of a statement. */
export interface RehearsalFinding {
  /** How bad it is. */
  readonly severity: FindingSeverity;
  /** What it does, and what that means. */
  readonly message: string;
  /** Ways round; none where there is none. */
  readonly rewrites: readonly SafeRewrite[];
}

/** One statement, with what it did in the shadow database. */
export interface RehearsedStatement {
  /** Exactly what the migration sends. */
  readonly sql: string;
  /** How many values travel beside it. */
  readonly parameters: number;
  /** Statements of the same number, from 1, are committed together; null when it commits by itself. */
  readonly transaction: number | null;
  /** The locks that it took; each is held until the end of its transaction. */
  readonly locks: readonly RehearsedLock[];
  /** Whether the locks were seen, or are those that PostgreSQL documents: for what runs in no transaction. */
  readonly lockSource: 'observed' | 'documented';
  /** Locks of earlier statements of its transaction which keep reads or writes waiting while it runs. */
  readonly held: readonly HeldLock[];
  /** Tables whose rows it writes into a new file. */
  readonly rewrites: readonly string[];
  /** Tables that it reads from end to end. */
  readonly scans: readonly string[];
  /** What is to be known of it. */
  readonly findings: readonly RehearsalFinding[];
}

/** One migration, as it ran in the shadow database. */
export interface RehearsedMigration {
  /** Name of its class. */
  readonly name: string;
  /** In order. */
  readonly statements: readonly RehearsedStatement[];
}

/** A table of the connected database. */
export interface LiveTable {
  /** Null where they can not be counted. */
  readonly rows: number | null;
  /** Whether `rows` is an estimate. */
  readonly estimated: boolean;
  /** Table, indexes and TOAST together. */
  readonly bytes: number;
}

/** Where a rehearsal ended. */
export interface RehearsalFailure {
  /** Name of its class. */
  readonly migration: string;
  /** What failed; null when it was no statement. */
  readonly sql: string | null;
  /** Why, in the words of PostgreSQL or of what threw. */
  readonly message: string;
}

/** What the pending migrations do in a shadow database that holds what the executed ones made. */
export interface Rehearsal {
  /** Names of those that were to be rehearsed, in running order. */
  readonly pending: readonly string[];
  /** Those that were, up to and with the one that failed. */
  readonly migrations: readonly RehearsedMigration[];
  /** Of the last of them, when it failed. */
  readonly failure: RehearsalFailure | null;
  /** By `schema.name`: those that the migrations lock and the connected database has. */
  readonly tables: Readonly<Record<string, LiveTable>>;
  /** Whether the migrations are history: the connected database has run none, so each is looked at as if deployed by itself. */
  readonly history: boolean;
  /** What could not be seen, and why. */
  readonly notes: readonly string[];
  /** In milliseconds. */
  readonly durationMs: number;
}
