import { Migration, type MigrationExecutor, type QueryRunner } from 'typeorm';
import { watchStatements, type SentStatement } from './statement.watcher';

type OnStatement = (statement: SentStatement) => void;

/** Runs the migration on the executor's query runner, and records it as TypeORM does; tells only what its up() sends. */
export async function watchUp(
  executor: MigrationExecutor,
  { id, timestamp, name, instance }: Migration,
  onStatement: OnStatement,
): Promise<void> {
  const watched = new Migration(id, timestamp, name, {
    up: (runner) => watchStatements(runner, onStatement, async () => instance!.up(runner)),
    down: (runner) => instance!.down(runner),
  });
  await executor.executeMigration(watched);
}

/** @returns what {@link watchUp} tells */
export async function recordUp(executor: MigrationExecutor, migration: Migration): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  await watchUp(executor, migration, (statement) => void sent.push(statement));
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
  await watchStatements(
    runner,
    (statement) => void sent.push(statement),
    async () => migration.instance!.down(runner),
  );
  await executor.deleteMigration(migration);
  return sent;
}
