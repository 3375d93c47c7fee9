import type { DataSource } from 'typeorm';
import { writeMigration, type WrittenMigration } from './migration.writer';

export interface GeneratedMigration extends WrittenMigration {
  /** How many statements up() has. */
  readonly statements: number;
}

/**
 * Writes a migration that makes the connected database what the entities ask for; null, and no file, when it is that
 * already. Compares with the connected database, which TypeORM reads and does not change.
 * @param name in PascalCase, e.g. `AddVaccinations`
 */
export async function generateMigration(
  dataSource: DataSource,
  name: string,
  directory: string,
): Promise<GeneratedMigration | null> {
  const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return null;
  const written = await writeMigration(dataSource, name, directory, upQueries, downQueries.toReversed());
  return { ...written, statements: upQueries.length };
}
