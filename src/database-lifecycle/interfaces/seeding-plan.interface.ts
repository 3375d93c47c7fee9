import type { SeederMode } from './seeder.interface';

/** One seeder, as it stands. */
export interface PlannedSeeder {
  /** The seeder's. */
  readonly key: string;
  /** When it is due. */
  readonly mode: SeederMode;
  /** Whether it is reference data, for production too. */
  readonly reference: boolean;
  /** `due`: it runs; `done`: it has run; `filled`: passed over, as its tables hold rows. */
  readonly state: 'due' | 'done' | 'filled';
  /** Why it is so. */
  readonly why: string;
  /** How many rows were asked for; null leaves it to the seeder. */
  readonly rowsAsked: number | null;
  /** What its tables hold now. */
  readonly tables: readonly {
    /** `schema.name` */
    readonly table: string;
    /** Null where they can not be counted. */
    readonly rows: number | null;
    /** Whether `rows` is an estimate. */
    readonly estimated: boolean;
  }[];
}

/** What `db:seed` is about to do. Plain data, read in a session that can not write. */
export interface SeedingPlan {
  /** The environment's name that this process runs as. */
  readonly environment: string;
  /** Its name. */
  readonly database: string;
  /** In the order to run them. */
  readonly seeders: readonly PlannedSeeder[];
  /** Keys of sample data that stays out, as only reference data is seeded here. */
  readonly leftOut: readonly string[];
  /** Tables that are emptied first, as `schema.name`. */
  readonly toEmpty: readonly string[];
}
