import type { Migration, MigrationExecutor } from 'typeorm';
import { MigrationChecksum } from './migration.checksum';
import { watchUp } from './statement.recorder';

/**
 * Runs the migration on the executor's query runner, and records it as TypeORM does.
 * @returns its checksum, made of what its up() sent and not of what TypeORM sent around it
 */
export async function executeWithChecksum(executor: MigrationExecutor, migration: Migration): Promise<string> {
  const checksum = new MigrationChecksum();
  await watchUp(executor, migration, (statement) => checksum.add(statement));
  return checksum.digest();
}
