import type { DataSource, DataSourceOptions, Migration } from 'typeorm';

export type TransactionMode = NonNullable<DataSourceOptions['migrationsTransactionMode']>;

/** TypeORM's default where none is set. */
export const transactionMode = ({ options }: DataSource): TransactionMode => options.migrationsTransactionMode ?? 'all';

/** Migrations that are committed together. */
export interface MigrationStep {
  readonly migrations: readonly Migration[];
  /** False when each of their statements commits by itself. */
  readonly transaction: boolean;
}

const choice = ({ instance }: Migration): boolean | undefined => instance?.transaction;

/** Whether it runs in a transaction when it runs by itself. */
export const hasTransaction = (migration: Migration, mode: TransactionMode): boolean =>
  choice(migration) ?? mode !== 'none';

/** Whether all of them run in one transaction: mode `all`, and no migration has a `transaction` of its own. */
export const inOneTransaction = (migrations: readonly Migration[], mode: TransactionMode): boolean =>
  mode === 'all' && migrations.every((migration) => choice(migration) === undefined);

/**
 * Groups migrations by what is committed together. A migration's own `transaction` wins over the mode; in mode `all`
 * the migrations before it share one transaction, and those after it another.
 */
export function migrationSteps(migrations: readonly Migration[], mode: TransactionMode): MigrationStep[] {
  const steps: MigrationStep[] = [];
  let shared: Migration[] | undefined;
  for (const migration of migrations) {
    const own = choice(migration);
    if (own === undefined && mode === 'all') {
      if (shared) shared.push(migration);
      else steps.push({ migrations: (shared = [migration]), transaction: true });
    } else {
      shared = undefined;
      steps.push({ migrations: [migration], transaction: own ?? mode === 'each' });
    }
  }
  return steps;
}
