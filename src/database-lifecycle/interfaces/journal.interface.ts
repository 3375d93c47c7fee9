import type { SeederMode } from './seeder.interface';

/**
 * `environment`: the database was given its stamp, the entry's name; `create`: a relation was made; `reset`: the app's
 * relations were set aside, or dropped, and made anew; `restore`: a relation that a reset had set aside was brought back;
 * `purge`: what a reset had set aside was dropped; `seed`: a seeder ran; `seed-skip`: it was passed over, as its tables
 * held rows; `migrate`, `revert`: a migration was run or undone; `stamp`: it was recorded as applied without running.
 */
export type JournalEvent =
  'environment' | 'create' | 'reset' | 'restore' | 'purge' | 'seed' | 'seed-skip' | 'migrate' | 'revert' | 'stamp';

/** What an entry tells beside its columns. Nothing secret, and no value that a statement carried. */
export interface JournalDetails {
  /** How it ended. */
  readonly result: 'done' | 'failed';
  /** The machine that did it. */
  readonly host: string;
  /** Version of the app; left out when it is not known. */
  readonly application?: string;
  /** Whole milliseconds. */
  readonly durationMs?: number;
  /** SHA-256 of the statements of a plan, in hexadecimal. */
  readonly plan?: string;
  /** Of `migrate` and `stamp`: what `migrationChecksum()` makes of the migration's statements. */
  readonly checksum?: string;
  /** Rows that a seeder's tables hold after it. */
  readonly rows?: number;
  /** When a seeder is due. */
  readonly mode?: SeederMode;
  /** SHA-256 of the content that a seeder was run with, in hexadecimal. */
  readonly content?: string;
  /** Tables that were emptied for a seeder to run anew. */
  readonly emptied?: readonly string[];
  /** Of `reset` and `restore`: the schema that keeps, or kept, what was set aside; left out when nothing was there. */
  readonly trash?: string;
  /** Of a `reset` that dropped for good. */
  readonly undo?: false;
  /** Relations that it dropped. */
  readonly dropped?: readonly string[];
  /** Of what failed: the error's class. */
  readonly error?: string;
  /** Of what failed: PostgreSQL's SQLSTATE. */
  readonly sqlstate?: string;
}

/**
 * A number of milliseconds; or what PostgreSQL measures when it writes the entry, so that a dry run prints the very
 * statement: since the message that brings the entry arrived, or since its transaction began, with the wait for the lock.
 */
export type JournalDuration = number | 'of message' | 'of transaction';

/** An entry to be written. */
export interface JournalNote {
  readonly event: JournalEvent;
  /**
   * Path of a relation, key of a seeder, class of a migration, name of an environment or a trash; the database's for a
   * reset, and for a creation or restore that failed.
   */
  readonly name: string;
  /** `result` is `done` unless given. */
  readonly details?: Partial<Omit<JournalDetails, 'host' | 'application' | 'durationMs'>>;
  readonly durationMs?: JournalDuration;
}

/** An entry as it was read. */
export interface JournalRecord {
  /** Ascending. */
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  /** What was done. */
  readonly event: JournalEvent;
  /** Path of a relation, key of a seeder, class of a migration, name of an environment, a trash or the database. */
  readonly name: string;
  /** What the writer took its environment for. */
  readonly environment: string;
  /** Who was connected: `current_user`. */
  readonly role: string;
  /** Empty in a journal that was made before there were any. */
  readonly details: Partial<JournalDetails>;
}

/** The environment that a database belongs to, as its journal has it. */
export interface EnvironmentStamp {
  /** Its name, e.g. `production`. */
  readonly environment: string;
  /** ISO 8601. */
  readonly since: string;
  /** The machine that wrote it; null when it is not known. */
  readonly host: string | null;
}

/** What can be done with the journal, and the stamp in it. */
export interface JournalState {
  readonly database: string;
  readonly role: string;
  readonly exists: boolean;
  /** Whether what bears its name is no journal, but another kind of relation or somebody's table. */
  readonly taken: boolean;
  /** Whether the role may read all of it: it has the privilege, and no policy hides rows from it. */
  readonly readable: boolean;
  /** Whether the role may add to it, or make it where it does not exist; never in a session that can not write. */
  readonly writable: boolean;
  /** Whether it has the column `details`; one that was made before there was any gets entries without. */
  readonly detailed: boolean;
  /** Null when there is none, or it can not be read. */
  readonly stamp: EnvironmentStamp | null;
}
