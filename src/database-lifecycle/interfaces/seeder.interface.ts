import type { Faker } from '@faker-js/faker';
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';

export interface SeederOptions {
  /** Names the seeder in the journal and in `dependsOn`. Unique in the app; changing it makes it a new seeder. */
  readonly key: string;
  /** The entities that this seeder fills. It runs by itself only while all their tables are empty. */
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  /** Environments it may run in. Default: `['development', 'test']`. Sample data never runs in production. */
  readonly environments?: readonly string[];
  /** Keys of the seeders that must have run before. Default: none. */
  readonly dependsOn?: readonly string[];
}

export interface SeederContext {
  /** Works inside the seeder's own transaction: what it writes is committed together with the record of the run. */
  readonly manager: EntityManager;
  /** Deterministic: its seed derives from the seeder's key and its reference date is fixed, so every run gives the same rows. */
  readonly faker: Faker;
}

/** What a class decorated with `@Seeder()` implements. */
export interface SeederRunner {
  run(context: SeederContext): Promise<void>;
}
