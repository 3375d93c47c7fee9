import { Migration, type MigrationExecutor, type QueryRunner } from 'typeorm';
import { leavingNoneOpen } from '../sql/nested.transaction';
import { stayingInOurs } from '../sql/own.transaction';
import { watchStatements, type SentStatement } from './statement.watcher';

type OnStatement = (statement: SentStatement) => void;

/**
 * Runs the migration on the executor's query runner, and records it as TypeORM does; tells only what its up() sends.
 * @throws EndedTransactionError before it is recorded
 */
export async function watchUp(
  executor: MigrationExecutor,
  { id, timestamp, name, instance }: Migration,
  onStatement: OnStatement,
): Promise<void> {
  const watched = new Migration(id, timestamp, name, {
    up: (runner) => stayingInOurs(runner, () => watchStatements(runner, onStatement, async () => instance!.up(runner))),
    down: (runner) => instance!.down(runner),
  });
  await executor.executeMigration(watched);
}

/**
 * @returns what {@link watchUp} tells
 * @throws OpenTransactionError, EndedTransactionError
 */
export async function recordUp(
  executor: MigrationExecutor,
  runner: QueryRunner,
  migration: Migration,
): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  await leavingNoneOpen(runner, () => watchUp(executor, migration, (statement) => void sent.push(statement)));
  return sent;
}

/**
 * Undoes the migration on the executor's query runner, and deletes its record as TypeORM does; tells only what its down()
 * sends.
 * @throws EndedTransactionError before the record is deleted
 */
export async function watchDown(
  executor: MigrationExecutor,
  runner: QueryRunner,
  migration: Migration,
  onStatement: OnStatement,
): Promise<void> {
  const down = async (): Promise<void> => migration.instance!.down(runner);
  await stayingInOurs(runner, () => watchStatements(runner, onStatement, down));
  await executor.deleteMigration(migration);
}

/**
 * @returns what {@link watchDown} tells
 * @throws OpenTransactionError, EndedTransactionError
 */
export async function recordDown(
  executor: MigrationExecutor,
  runner: QueryRunner,
  migration: Migration,
): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  await leavingNoneOpen(runner, () => watchDown(executor, runner, migration, (statement) => void sent.push(statement)));
  return sent;
}
