import { Migration, MigrationExecutor, type MigrationInterface } from 'typeorm';
import { addToJournal } from '../../apply/journal.writer';
import type { StampedMigration } from '../../interfaces/stamp-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import type { SqlSession } from '../../sql/sql.session';
import type { MetadataRecord } from '../../interfaces/migration-draft.interface';
import { metadataChanges, writeMetadata } from '../metadata.record';
import type { MigrationHistory } from './migration.history';

export interface RecordingObserver {
  /** Before the first of them is recorded; what it throws stops all of them. */
  onBegin?(names: readonly string[]): Promise<void>;
  /** The journal could not be written; told why. */
  onUnrecorded?(why: string): void;
}

/** It goes TypeORM's own way into the record, which is made if it is not there. */
const NOTHING_TO_DO: MigrationInterface = { up: () => Promise.resolve(), down: () => Promise.resolve() };

/**
 * Records those of the migrations that are pending as run, in the session's open transaction, with the rows that a run
 * would have left in TypeORM's record of views and generated columns, and in the journal.
 */
export async function recordAsRun(
  session: SqlSession,
  target: LifecycleTarget,
  { before, effects }: MigrationHistory,
  names: readonly string[],
  observer: RecordingObserver,
): Promise<StampedMigration[]> {
  const { dataSource, metadataTable } = target;
  const executor = new MigrationExecutor(dataSource, session.runner);
  const pending = await executor.getPendingMigrations();
  const chosen = pending.filter(({ name }) => names.includes(name));
  if (chosen.length === 0) return [];
  await observer.onBegin?.(chosen.map(({ name }) => name));
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
  if (why !== undefined) observer.onUnrecorded?.(why);
  return stamped.map(({ name, unseen }) => ({ name, unseen }));
}
