import { Migration, type MigrationExecutor } from 'typeorm';
import { migrationChecksum } from './migration.checksum';
import { watchStatements, type SentStatement } from './statement.watcher';

/**
 * Runs the migration on the executor's query runner, and records it as TypeORM does.
 * @returns its checksum, made of what its up() sent and not of what TypeORM sent around it
 */
export async function executeWithChecksum(executor: MigrationExecutor, migration: Migration): Promise<string> {
  const { id, timestamp, name } = migration;
  const instance = migration.instance!;
  const sent: SentStatement[] = [];
  const watched = new Migration(id, timestamp, name, {
    up: (runner) =>
      watchStatements(
        runner,
        (statement) => void sent.push(statement),
        async () => instance.up(runner),
      ),
    down: (runner) => instance.down(runner),
  });
  await executor.executeMigration(watched);
  return migrationChecksum(sent);
}
