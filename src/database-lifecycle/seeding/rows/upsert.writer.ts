import type { UpsertCounts } from '../../interfaces/seeding-helpers.interface';
import type { RowWriter } from './row.batches';
import type { EncodedRow } from './row.encoder';
import { duplicates, missingKey, rejected, rowWords } from './row.faults';
import { rowsJson } from './row.json';
import { rowRuns } from './row.runs';
import type { RowTable } from './row.table';
import { duplicatesQuery, upsertStatement, type UpsertResult, type UpsertShape } from './upsert.statement';

const SAVEPOINT = 'database_lifecycle_upsert';

/** Errors that are about a row: exceptions of data, constraints, checks of views, RAISE, a value for an identity. */
const OF_A_ROW = /^(?:21|22|23|44|P0|428C9)/;

const codeOf = (error: unknown): string => (error as { driverError?: { code?: string } }).driverError?.code ?? '';

/** Writes batches of rows by their natural key, in one call of `upsert()`. */
export class UpsertWriter {
  private inserted = 0;
  private updated = 0;
  private total = 0;
  /** Positions by the key as the table has it, to find a key that comes twice, however far apart. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly table: RowTable,
    private readonly key: readonly number[],
  ) {}

  get counts(): UpsertCounts {
    const { inserted, updated, total } = this;
    return { inserted, updated, unchanged: total - inserted - updated };
  }

  readonly write: RowWriter = (rows) => () => this.writeAll(rows);

  /** Writes rows in runs that give the same columns, as a column that a row leaves out must not be changed. */
  private async writeAll(rows: readonly EncodedRow[]): Promise<void> {
    this.refuseMissingKeys(rows);
    const written = this.table.model.columns.flatMap(({ isWritten }, index) => (isWritten ? [index] : []));
    for (const [given, members] of rowRuns(rows, written)) {
      const result = await this.writeRun({ ...this.table, key: this.key, given }, members);
      this.inserted += result.inserted;
      this.updated += result.updated;
      this.total += members.length;
      result.keys.forEach((key, index) => this.refuseRepeated(JSON.stringify(key), members[index]!));
    }
  }

  private refuseMissingKeys(rows: readonly EncodedRow[]): void {
    for (const row of rows)
      for (const index of this.key)
        if (typeof row.fields[index] !== 'string') throw missingKey(this.table.model, row, index);
  }

  private refuseRepeated(key: string, row: EncodedRow): void {
    const first = this.seen.get(key);
    if (first !== undefined) throw duplicates(this.table.model, first, row, this.key);
    this.seen.set(key, row.position);
  }

  /** If PostgreSQL refuses a statement of many rows, they are tried one by one, as it does not say which one it was. */
  private async writeRun(shape: UpsertShape, rows: readonly EncodedRow[]): Promise<UpsertResult> {
    const { model } = this.table;
    try {
      return await this.attempt(shape, rows);
    } catch (error) {
      if (!OF_A_ROW.test(codeOf(error))) throw error;
      for (const row of rows)
        await this.attempt(shape, [row]).catch((cause: Error) => {
          throw rejected(rowWords(model, row, this.key), cause);
        });
      const words = `${model.metadata.name}, rows ${rows[0]!.position} to ${rows.at(-1)!.position}`;
      throw rejected(words, error as Error);
    }
  }

  private async attempt(shape: UpsertShape, rows: readonly EncodedRow[]): Promise<UpsertResult> {
    const { session } = this.table;
    await session.send(`SAVEPOINT ${SAVEPOINT}`);
    try {
      await this.refuseDuplicates(shape, rows);
      const [result] = await this.query(upsertStatement(shape), shape.given, rows);
      await session.send(`RELEASE SAVEPOINT ${SAVEPOINT}`);
      return result as UpsertResult;
    } catch (error) {
      // A broken connection can't roll back, and its own error says more.
      await session.send(`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`).catch(() => undefined);
      throw error;
    }
  }

  private async refuseDuplicates(shape: UpsertShape, rows: readonly EncodedRow[]): Promise<void> {
    const [found] = (await this.query(duplicatesQuery(shape), this.key, rows)) as { first: number; last: number }[];
    if (found) throw duplicates(this.table.model, rows[found.first - 1]!.position, rows[found.last - 1]!, this.key);
  }

  private query(sql: string, indexes: readonly number[], rows: readonly EncodedRow[]): Promise<unknown[]> {
    const { session, model, stored } = this.table;
    return session.runner.query(sql, [rowsJson(model, stored, rows, indexes)]) as Promise<unknown[]>;
  }
}
