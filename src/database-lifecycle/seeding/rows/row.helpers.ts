import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { LifecycleConfigurationError } from '../../errors/lifecycle-configuration.error';
import type { SeedingHelpers, SeedingHelpersInput } from '../../interfaces/seeding-helpers.interface';
import { postgresDriver } from '../../metadata/postgres-driver';
import type { SqlSession } from '../../sql/sql.session';
import { copyWriter } from './copy.writer';
import { naturalKey } from './natural-key';
import { RelationResolver } from './relation.resolver';
import { writeInBatches, type BatchLimits, type Rows, type RowWriter } from './row.batches';
import { rowModels } from './row.model';
import type { RowTable } from './row.table';
import { SequenceMover } from './sequence.mover';
import { tableInspector } from './table.inspector';
import { UpsertWriter } from './upsert.writer';
import { unwritableColumns } from './value.encoder';

/** A batch is long enough that its round trips do not count, and short enough that memory stays flat. */
const COPY_BATCH: BatchLimits = { rows: 5_000, characters: 1_000_000 };
const UPSERT_BATCH: BatchLimits = { rows: 1_000, characters: 1_000_000 };

/** An array knows its length, and so does a factory's stream. */
const expectedOf = (rows: Rows): number | null =>
  'length' in rows && typeof rows.length === 'number' ? rows.length : null;

/** What writes rows in a seeder's context, on the session's connection and in its open transaction. */
export function rowHelpers(
  session: SqlSession,
  { onRows, beforeBatch }: Pick<SeedingHelpersInput, 'onRows' | 'beforeBatch'>,
): Pick<SeedingHelpers, 'upsert' | 'copy'> {
  const { dataSource } = session.runner;
  const modelOf = rowModels(dataSource);
  const inspect = tableInspector(session);

  async function tableOf(entity: EntityTarget<ObjectLiteral>): Promise<RowTable> {
    const metadata = dataSource.getMetadata(entity);
    const [unwritable] = unwritableColumns(metadata, postgresDriver(dataSource));
    if (unwritable)
      throw LifecycleConfigurationError.seeders(
        `${metadata.name}.${unwritable.propertyPath} is of type ${unwritable.type as string}, which copy() and upsert() can not write.`,
        `Write rows of ${metadata.name} by manager.insert().`,
      );
    const model = modelOf(metadata);
    return { session, model, stored: await inspect(model) };
  }

  async function writeAll(table: RowTable, rows: Rows, limits: BatchLimits, write: RowWriter): Promise<number> {
    const sequences = new SequenceMover(table);
    const resolver = new RelationResolver({ session, modelOf, inspect });
    const expected = expectedOf(rows);
    let told = 0;
    const count = await writeInBatches(
      table.model,
      rows,
      limits,
      resolver,
      (batch) => {
        sequences.watch(batch);
        const send = write(batch);
        return async () => {
          await beforeBatch?.();
          await send();
        };
      },
      (written) => {
        onRows(written - told, expected === null ? null : expected - written);
        told = written;
      },
    );
    await sequences.move();
    return count;
  }

  return {
    async copy(entity, rows) {
      const table = await tableOf(entity);
      return writeAll(table, rows, COPY_BATCH, copyWriter(table));
    },
    async upsert(entity, rows, by) {
      const table = await tableOf(entity);
      const writer = new UpsertWriter(table, await naturalKey(table, [by].flat()));
      await writeAll(table, rows, UPSERT_BATCH, writer.write);
      return writer.counts;
    },
  };
}
