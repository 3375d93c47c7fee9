import type { CatalogDifference } from './catalog-difference.interface';

/**
 * A migration that fails its round trip: `down` does not restore what was before `up`, or `up` again makes something
 * else.
 */
export interface RoundTripFault {
  /** Name of its class. */
  readonly migration: string;
  /** In which step it was not. */
  readonly step: 'down' | 'up again';
  /** Expected: the state before (`down`), or after the first `up` (`up again`). */
  readonly differences: readonly CatalogDifference[];
  /** Migrations before it (`down`) or after it (`up again`), which were not tried. */
  readonly untried: number;
}

/** What migration:check found. All is well when it holds no problem, failure, difference or fault. */
export interface MigrationCheck {
  /** Names of the migrations' classes, in the order in which they run. */
  readonly migrations: readonly string[];
  /** The one after which all were undone and done again; null: all were. */
  readonly since: string | null;
  /**
   * What is wrong with their names and files. Unless classes are only listed in another order than that in which they
   * run, nothing else is tried then.
   */
  readonly problems: readonly string[];
  /** What fails no check by itself: migrations of the same timestamp, defaults that are the time of their making. */
  readonly warnings: readonly string[];
  /** A file that does not load, or a migration that threw: which, and why. */
  readonly failure: string | null;
  /** Expected: what the entities make; actual: what the migrations make from zero. */
  readonly differences: readonly CatalogDifference[];
  /** The first migration that fails its round trip; null if none does. */
  readonly roundTrip: RoundTripFault | null;
  /** Names of those that the connected database has run, and that would send other statements now. */
  readonly changed: readonly string[];
  /** In milliseconds. */
  readonly durationMs: number;
}
