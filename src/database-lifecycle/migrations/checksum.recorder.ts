import type { Migration, MigrationExecutor } from 'typeorm';
import { migrationChecksum } from './migration.checksum';
import { recordUp } from './statement.recorder';

/**
 * Runs the migration on the executor's query runner, and records it as TypeORM does.
 * @returns its checksum, made of what its up() sent and not of what TypeORM sent around it
 */
export const executeWithChecksum = async (executor: MigrationExecutor, migration: Migration): Promise<string> =>
  migrationChecksum(await recordUp(executor, migration));
