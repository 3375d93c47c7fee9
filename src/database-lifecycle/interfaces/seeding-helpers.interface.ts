import type { Faker } from '@faker-js/faker';
import type { DeepPartial, EntityTarget, ObjectLiteral } from 'typeorm';

/**
 * A row by the entity's properties. A relation is given as TypeORM takes it, or by a natural key of the other entity,
 * e.g. `{ owner: { email: 'ada@example.com' } }`, which is resolved to the foreign key.
 */
export type SeedRow<Entity extends ObjectLiteral> =
  | DeepPartial<Entity>
  // Also of a lazy relation, whose property is a promise.
  | DeepPartial<{ [Key in keyof Entity]: Awaited<Entity[Key]> }>;

/** Rows, one by one; from an async iterable none is kept. */
export type SeedRows<Entity extends ObjectLiteral> = Iterable<SeedRow<Entity>> | AsyncIterable<SeedRow<Entity>>;

/** How many of the rows given to `upsert()` were new, differed from the table's, or were there already as given. */
export interface UpsertCounts {
  /** New by the key. */
  readonly inserted: number;
  /** There by the key, and different. */
  readonly updated: number;
  /** There by the key, and left as they were. */
  readonly unchanged: number;
}

/** Makes rows from the entity's metadata and the seeder's faker; the same in every run. Immutable: `with()` answers another one. */
export interface RowFactory<Entity extends ObjectLiteral> {
  /** Adds to or overrides what is made by itself; `index` counts the rows of the entity that the seeder has made, from 0. */
  with(make: (faker: Faker, index: number) => SeedRow<Entity>): RowFactory<Entity>;
  /** One row; `overrides` count for more than what `with()` gives. */
  one(overrides?: SeedRow<Entity>): SeedRow<Entity>;
  /** So many rows. */
  many(count: number): SeedRow<Entity>[];
  /** Rows one by one, for `copy()`: none is kept. Its `length` is the count, so that progress knows the end. */
  stream(count: number): AsyncIterable<SeedRow<Entity>> & {
    /** How many rows it is going to give. */
    readonly length: number;
  };
}

/** What a seeder's context offers for writing rows; all in the seeder's own transaction. */
export interface SeedingHelpers {
  /**
   * INSERT ... ON CONFLICT on a natural key, in batches. Writes only rows that are new or differ, so that a second run
   * writes nothing. Duplicates among the rows are an error that names them.
   * @param by one or more properties that a primary key, unique constraint or unique index covers
   */
  upsert<Entity extends ObjectLiteral>(
    entity: EntityTarget<Entity>,
    rows: SeedRows<Entity>,
    by: (keyof Entity & string) | readonly (keyof Entity & string)[],
  ): Promise<UpsertCounts>;
  /** Writes rows by COPY, as fast as they come and without keeping them in memory. Resolves to their number. */
  copy<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>, rows: SeedRows<Entity>): Promise<number>;
  /**
   * Makes rows of the entity by itself, from each column's type, length and name. Required relations, and values of
   * types that it does not know, have to be given: making a row without throws a LifecycleConfigurationError.
   */
  factory<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): RowFactory<Entity>;
}

/** What the helpers get from the runner that makes the context. */
export interface SeedingHelpersInput {
  /** The seeder's deterministic faker; loaded with the first call. */
  readonly faker: () => Faker;
  /** Awaited before each batch of `upsert()` and `copy()` is sent. */
  readonly beforeBatch?: () => Promise<void> | undefined;
  /**
   * Called after each batch that `upsert()` and `copy()` have written.
   * @param rows of the batch
   * @param remaining how many that call still has to write; null where nobody knows, as of a stream
   */
  readonly onRows: (rows: number, remaining: number | null) => void;
}
