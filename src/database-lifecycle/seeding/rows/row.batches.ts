import { setImmediate } from 'node:timers/promises';
import { isPromise } from 'node:util/types';
import type { ObjectLiteral } from 'typeorm';
import type { RelationResolver } from './relation.resolver';
import { rowEncoder, type EncodedRow, type PendingRelation } from './row.encoder';
import { unresolved } from './row.faults';
import { namingColumns } from './row.names';
import type { RowModel } from './row.model';

/**
 * Prepares rows whose fields are all known, and returns the function that writes them: rows can be prepared while the
 * connection is busy.
 */
export type RowWriter = (rows: readonly EncodedRow[]) => () => Promise<void>;

export interface BatchLimits {
  readonly rows: number;
  /** Characters of all fields together, so that rows with large values make small batches. */
  readonly characters: number;
}

/** The relation that is in the way, and the model of the row that has it. */
function innermost(resolver: RelationResolver, model: RowModel, row: EncodedRow): [RowModel, PendingRelation] {
  const pending = row.pending.find(({ key }) => key.pending.length > 0) ?? row.pending[0]!;
  return pending.key.pending.length > 0
    ? innermost(resolver, resolver.modelOf(pending.relation), pending.key)
    : [model, pending];
}

const isKnown = ({ pending }: EncodedRow): boolean => pending.length === 0;

/**
 * Writes a batch whose relations have been looked up. A row may refer to an earlier one of the same batch: all rows
 * before the first unresolved one are written, then that one is looked up again.
 */
async function writeBatch(
  model: RowModel,
  rows: readonly EncodedRow[],
  resolver: RelationResolver,
  write: RowWriter,
): Promise<void> {
  for (let left = rows; ;) {
    const stuck = left.findIndex((row) => !isKnown(row));
    if (stuck === 0) {
      const [, pending] = innermost(resolver, model, left[0]!);
      const other = resolver.modelOf(pending.relation);
      throw unresolved(model, left[0]!, namingColumns(model), pending, other, pending.matches ?? 0);
    }
    await write(stuck < 0 ? left : left.slice(0, stuck))();
    if (stuck < 0) return;
    left = left.slice(stuck);
    await resolver.resolve(left);
  }
}

const lengthOf = ({ fields }: EncodedRow): number => {
  let length = 0;
  for (const field of fields) length += field?.length ?? 0;
  return length;
};

export type Rows = Iterable<ObjectLiteral> | AsyncIterable<ObjectLiteral>;

/** After so many rows, while a batch is on its way, other events get a turn. */
const ROWS_PER_TURN = 100;

/**
 * Takes the rows one by one and holds at most two batches: while the server takes in one, the next is prepared. Not
 * with an asynchronous source, which may itself read from the connection and must find it free between batches.
 * @param onRows called after each batch with the number of rows written so far
 * @returns how many rows there were
 */
export async function writeInBatches(
  model: RowModel,
  rows: Rows,
  limits: BatchLimits,
  resolver: RelationResolver,
  write: RowWriter,
  onRows: (written: number) => void,
): Promise<number> {
  const encode = rowEncoder(resolver.modelOf, resolver.recall);
  let batch: EncodedRow[] = [];
  let characters = 0;
  let position = 0;
  let writing: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    const [full, upTo] = [batch, position];
    const writeReady = full.every(isKnown) ? write(full) : undefined;
    await writing;
    // Before the next rows are made ready, so that they find what has been looked up.
    await resolver.resolve(full);
    writing = (writeReady ? writeReady() : writeBatch(model, full, resolver, write)).then(() => onRows(upTo));
    // Whoever awaits it is told; until then nobody does.
    writing.catch(() => undefined);
    batch = [];
    characters = 0;
  };
  /** What is to be awaited before the next row, if anything: awaiting nothing after each row takes time, too. */
  const take = (row: ObjectLiteral): Promise<void> | undefined => {
    const encoded = encode(model, row, (position += 1));
    batch.push(encoded);
    characters += lengthOf(encoded);
    if (batch.length >= limits.rows || characters >= limits.characters) return flush();
    return writing && position % ROWS_PER_TURN === 0 ? setImmediate() : undefined;
  };
  try {
    if (Symbol.asyncIterator in rows)
      for await (const row of rows) {
        await take(row);
        if (batch.length === 0) await writing;
      }
    else
      for (const row of rows) {
        const pause = take(isPromise(row) ? ((await row) as ObjectLiteral) : row);
        if (pause) await pause;
      }
    if (batch.length > 0) await flush();
    await writing;
  } finally {
    await writing?.catch(() => undefined);
  }
  return position;
}
