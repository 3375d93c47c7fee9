import type { Faker } from '@faker-js/faker';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { SeedingHelpers } from './seeding-helpers.interface';

/**
 * When a seeder is due. `once`: while the database has not run it since its tables were made, and they are empty.
 * `onChange`: when its declared content differs from that of its last run. `always`: at each boot and each `db:seed`; it
 * must be idempotent. The last two run although their tables hold rows.
 */
export type SeederMode = 'once' | 'onChange' | 'always';

/** How a seeder is named, when it is due and where it may run: what `@Seeder()` takes. */
export interface SeederOptions {
  /**
   * Names the seeder in the journal, in `dependsOn` and in `db:seed -- --only`. Unique in the app, without white space,
   * comma and equals sign; changing it makes it a new seeder.
   */
  readonly key: string;
  /** The entities whose tables this seeder fills; `db:seed -- --fresh` empties them. */
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  /** When it is due. Default: `once`. */
  readonly mode?: SeederMode;
  /**
   * What it brings, as plain JSON: `onChange` compares its SHA-256 with that of the last run, and `run()` gets it with
   * the context. Default: none; `onChange` requires it, `once` refuses it, as it would have no effect.
   */
  readonly content?: unknown;
  /**
   * Whether it is reference data, which may run in every environment; in production, and wherever else nothing is
   * created by itself, only by `npm run db:seed`. Default: `false`, i.e. sample data, which never runs there.
   */
  readonly reference?: boolean;
  /** Environments it may run in. Default: `['development', 'test']`; all of them for reference data. */
  readonly environments?: readonly string[];
  /** Keys of the seeders that must have run before. Default: none. */
  readonly dependsOn?: readonly string[];
}

/** What a seeder works with; all that it writes is one transaction. */
export interface SeederContext<Content = unknown> extends SeedingHelpers {
  /** Works inside the seeder's own transaction: what it writes is committed together with the record of the run. */
  readonly manager: EntityManager;
  /** Deterministic: its seed derives from the seeder's key and its reference date is fixed, so every run gives the same rows. */
  readonly faker: Faker;
  /** The decorator's `content`. */
  readonly content: Content;
  /** How many rows to make: what `db:seed -- --rows <key>=<N>` asks for, else the fallback. */
  rows(fallback: number): number;
}

/** What a class decorated with `@Seeder()` implements. */
export interface SeederRunner {
  /**
   * Writes the rows. What it throws rolls back all of it, and is told as a SeederError that names the seeder; so is a
   * COMMIT or ROLLBACK of its own, as the transaction is not only its.
   */
  run(context: SeederContext): Promise<void>;
}
