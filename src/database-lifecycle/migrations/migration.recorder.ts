import { Migration, MigrationExecutor, type MigrationInterface } from 'typeorm';
import type { StampedMigration } from '../interfaces/stamp-report.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import type { SqlSession } from '../sql/sql.session';
import { metadataChanges, writeMetadata, type MetadataRow } from './metadata.record';
import type { MigrationHistory } from './migration.history';

/** It goes TypeORM's own way into the record, which is made if it is not there. */
const NOTHING_TO_DO: MigrationInterface = { up: () => Promise.resolve(), down: () => Promise.resolve() };

/**
 * Records those of the migrations that are pending as run, in the session's open transaction, with the rows that a run
 * would have left in TypeORM's record of views and generated columns.
 */
export async function recordAsRun(
  session: SqlSession,
  { dataSource, metadataTable }: LifecycleTarget,
  { before, effects }: MigrationHistory,
  names: readonly string[],
): Promise<StampedMigration[]> {
  const executor = new MigrationExecutor(dataSource, session.runner);
  const pending = (await executor.getPendingMigrations()).filter(({ name }) => names.includes(name));
  for (const { timestamp, name } of pending)
    await executor.executeMigration(new Migration(undefined, timestamp, name, NOTHING_TO_DO));
  const recorded = new Set(pending.map(({ name }) => name));
  const states = [before, ...effects];
  const steps = effects.flatMap(({ name, metadata }, index): [readonly MetadataRow[], readonly MetadataRow[]][] =>
    recorded.has(name) ? [[states[index]!.metadata, metadata]] : [],
  );
  await writeMetadata(session, metadataTable, metadataChanges(steps));
  return effects.filter(({ name }) => recorded.has(name)).map(({ name, unseen }) => ({ name, unseen }));
}
