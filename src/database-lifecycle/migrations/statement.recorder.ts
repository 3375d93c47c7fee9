import { Migration, type MigrationExecutor, type QueryRunner } from 'typeorm';
import { watchStatements, type SentStatement } from './statement.watcher';

async function recording(runner: QueryRunner, work: () => Promise<unknown>, sent: SentStatement[]): Promise<void> {
  await watchStatements(runner, (statement) => void sent.push(statement), work);
}

/**
 * Runs the migration on the executor's query runner, and records it as TypeORM does.
 * @returns what its up() sent, without what TypeORM sent around it
 */
export async function recordUp(
  executor: MigrationExecutor,
  { id, timestamp, name, instance }: Migration,
): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  const watched = new Migration(id, timestamp, name, {
    up: (runner) => recording(runner, async () => instance!.up(runner), sent),
    down: (runner) => instance!.down(runner),
  });
  await executor.executeMigration(watched);
  return sent;
}

/**
 * Undoes the migration on the runner, and deletes its record as TypeORM does.
 * @returns what its down() sent
 */
export async function recordDown(
  executor: MigrationExecutor,
  runner: QueryRunner,
  migration: Migration,
): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  await recording(runner, async () => migration.instance!.down(runner), sent);
  await executor.deleteMigration(migration);
  return sent;
}
