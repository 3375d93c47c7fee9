import { Migration, MigrationExecutor, type MigrationInterface } from 'typeorm';
import { addToJournal } from '../../apply/journal.writer';
import type { StampedMigration } from '../../interfaces/stamp-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import type { SqlSession } from '../../sql/sql.session';
import type { MetadataRecord } from '../../interfaces/migration-draft.interface';
import { metadataChanges, writeMetadata } from '../metadata.record';
import type { MigrationHistory } from './migration.history';

/** It goes TypeORM's own way into the record, which is made if it is not there. */
const NOTHING_TO_DO: MigrationInterface = { up: () => Promise.resolve(), down: () => Promise.resolve() };

/**
 * Records those of the migrations that are pending as run, in the session's open transaction, with the rows that a run
 * would have left in TypeORM's record of views and generated columns, and in the journal.
 * @param onUnrecorded told why the journal could not be written
 */
export async function recordAsRun(
  session: SqlSession,
  target: LifecycleTarget,
  { before, effects }: MigrationHistory,
  names: readonly string[],
  onUnrecorded?: (why: string) => void,
): Promise<StampedMigration[]> {
  const { dataSource, metadataTable } = target;
  const executor = new MigrationExecutor(dataSource, session.runner);
  const pending = await executor.getPendingMigrations();
  const chosen = pending.filter(({ name }) => names.includes(name));
  if (chosen.length === 0) return [];
  for (const { timestamp, name } of chosen)
    await executor.executeMigration(new Migration(undefined, timestamp, name, NOTHING_TO_DO));
  const open = new Set(pending.filter((migration) => !chosen.includes(migration)).map(({ name }) => name));
  const states = [before, ...effects];
  const steps = effects.flatMap(
    ({ name, metadata }, index): [readonly MetadataRecord[], readonly MetadataRecord[]][] =>
      open.has(name) ? [] : [[states[index]!.metadata, metadata]],
  );
  await writeMetadata(session, metadataTable, metadataChanges(steps));
  const stamped = effects.filter((effect) => chosen.some(({ name }) => name === effect.name));
  const notes = stamped.map(({ name, checksum }) => ({ event: 'stamp' as const, name, details: { checksum } }));
  const why = await addToJournal(session, target, notes);
  if (why !== undefined) onUnrecorded?.(why);
  return stamped.map(({ name, unseen }) => ({ name, unseen }));
}
