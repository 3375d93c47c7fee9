import type { DataSourceOptions, EntitySchema } from 'typeorm';
import type { Kind } from './kinds';

// oxlint-disable-next-line typescript/no-unsafe-function-type -- this is how TypeORM types a class
export type Entity = Function | EntitySchema;

export type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** An invented app's entities: one case of the corpus. */
export interface EntitySet {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly entities: readonly Entity[];
  readonly options?: Partial<Omit<PostgresOptions, 'type'>>;
  /** Schemas of the entities. `synchronize()` needs them made before; the lifecycle makes them itself. */
  readonly schemas?: readonly string[];
  /** SQL that brings what neither makes: tables of somebody else, functions, sequences. */
  readonly prepare?: readonly string[];
  /** Options for the reference only, where plain `synchronize()` fails on an empty database. */
  readonly reference?: Partial<Pick<PostgresOptions, 'entities' | 'migrationsTransactionMode'>>;
}
