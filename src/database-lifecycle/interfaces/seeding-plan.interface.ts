import type { SeederMode } from './seeder.interface';

export interface PlannedSeeder {
  readonly key: string;
  readonly mode: SeederMode;
  readonly reference: boolean;
  /** `due`: it runs; `done`: it has run; `filled`: passed over, as its tables hold rows. */
  readonly state: 'due' | 'done' | 'filled';
  /** Why it is so. */
  readonly why: string;
  /** How many rows were asked for; null leaves it to the seeder. */
  readonly rowsAsked: number | null;
  /** What its tables hold now, each as `schema.name`; `rows` is null where they can not be counted. */
  readonly tables: readonly { readonly table: string; readonly rows: number | null; readonly estimated: boolean }[];
}

/** What `db:seed` is about to do. Plain data, read in a session that can not write. */
export interface SeedingPlan {
  readonly environment: string;
  readonly database: string;
  /** In the order to run them. */
  readonly seeders: readonly PlannedSeeder[];
  /** Keys of sample data that stays out, as only reference data is seeded here. */
  readonly leftOut: readonly string[];
  /** Tables that are emptied first, as `schema.name`. */
  readonly toEmpty: readonly string[];
}
