import { MigrationExecutor, type Migration } from 'typeorm';
import { MigrationError } from '../../errors/migration.error';
import { thrownError } from '../../errors/thrown.error';
import type { CatalogSnapshot } from '../../interfaces/catalog-snapshot.interface';
import type { MigrationStatus } from '../../interfaces/migration-report.interface';
import type { LifecycleTarget } from '../../lifecycle.target';
import type { LendShadow } from '../../shadow/shadow.database';
import { withSession, type SqlSession } from '../../sql/sql.session';
import { splitStatements } from '../../sql/sql.tokenizer';
import { catalogReader, onShadow } from '../expected.catalogs';
import { extensionPlaces, withExtensionsAt } from '../extension.places';
import type { MetadataRecord } from '../../interfaces/migration-draft.interface';
import { readMetadata } from '../metadata.record';
import { requireMethod } from '../method.guard';
import { classTimestamp } from '../migration.name';
import { runMigrations } from '../migration.runner';
import { hasTransaction, transactionMode } from '../migration.steps';
import { migrationChecksum } from '../migration.checksum';
import { recordUp } from '../statement.recorder';
import type { SentStatement } from '../statement.watcher';
import { isUnseen } from './unseen.rules';

/** What a database is like at one point of its migrations. */
export interface MigrationState {
  readonly catalog: CatalogSnapshot;
  /** TypeORM's own record of views and generated columns. */
  readonly metadata: readonly MetadataRecord[];
}

export interface MigrationEffect extends MigrationState {
  readonly name: string;
  /** As the journal keeps it. */
  readonly checksum: string;
  /** What it sent that no comparison of catalogs can see: changes of rows, functions, privileges. */
  readonly unseen: readonly string[];
  /** Whether it sent no statement. */
  readonly isEmpty: boolean;
  /** Whether it runs in a transaction. */
  readonly transaction: boolean;
}

export interface MigrationHistory {
  readonly before: MigrationState;
  /** After each of the migrations from the first pending one on, in their order; some of them may have run already. */
  readonly effects: readonly MigrationEffect[];
}

/** Runs one, by itself in its transaction, and keeps what it sent. */
async function perform(
  session: SqlSession,
  executor: MigrationExecutor,
  migration: Migration,
): Promise<SentStatement[]> {
  const { name } = migration;
  const { runner } = session;
  const transaction = hasTransaction(migration, transactionMode(runner.dataSource));
  try {
    requireMethod(migration, 'up');
    if (transaction) await session.beginOurs();
    const sent = await recordUp(executor, runner, migration);
    if (transaction) await runner.commitTransaction();
    return sent;
  } catch (error) {
    throw new MigrationError({ name, direction: 'up', transaction, committed: [] }, thrownError(error));
  }
}

/**
 * Runs, from zero, the executed migrations and those named, and records what each does, from the first of the named on.
 * In their own order, as an older migration may not work after newer ones.
 * @throws MigrationError for one that fails in an empty database
 */
export async function migrationHistory(
  target: LifecycleTarget,
  lend: LendShadow,
  statuses: readonly MigrationStatus[],
  names: readonly string[],
): Promise<MigrationHistory> {
  const places = await extensionPlaces(target);
  return lend(async (shadow) => {
    const chosen = new Set([...names, ...statuses.filter(({ executed }) => executed).map(({ name }) => name)]);
    const first = Math.min(...names.map(classTimestamp));
    await runMigrations(
      onShadow(target, shadow),
      {},
      { isChosen: ({ name, timestamp }) => chosen.has(name) && timestamp < first },
    );
    return withSession(shadow, async (session) => {
      const read = withExtensionsAt(places, catalogReader(target));
      const state = async (): Promise<MigrationState> => ({
        catalog: await read(session),
        metadata: await readMetadata(session, target.metadataTable),
      });
      const executor = new MigrationExecutor(shadow, session.runner);
      const before = await state();
      const effects: MigrationEffect[] = [];
      for (const migration of (await executor.getPendingMigrations()).filter(({ name }) => chosen.has(name))) {
        const sent = await perform(session, executor, migration);
        const unseen = sent
          .flatMap(({ query }) => splitStatements(query))
          .filter((statement) => isUnseen(statement, target.metadataTable.name));
        const checksum = migrationChecksum(sent);
        const transaction = hasTransaction(migration, transactionMode(shadow));
        effects.push({
          ...(await state()),
          name: migration.name,
          checksum,
          unseen,
          isEmpty: sent.length === 0,
          transaction,
        });
      }
      return { before, effects };
    });
  });
}
