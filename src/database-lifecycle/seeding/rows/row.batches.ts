import type { ObjectLiteral } from 'typeorm';
import type { RelationResolver } from './relation.resolver';
import { rowEncoder, type EncodedRow, type PendingRelation } from './row.encoder';
import { unresolved } from './row.faults';
import { namingColumns } from './row.names';
import type { RowModel } from './row.model';

/** Writes rows whose fields are all known. */
export type RowWriter = (rows: readonly EncodedRow[]) => Promise<void>;

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

/**
 * Writes a batch. A row may refer to one of the same batch before it: what comes before the first row that can not be
 * resolved is written, then it is tried again.
 */
async function writeBatch(
  model: RowModel,
  rows: readonly EncodedRow[],
  resolver: RelationResolver,
  write: RowWriter,
): Promise<void> {
  let left = rows;
  while (left.length > 0) {
    await resolver.resolve(left);
    const stuck = left.findIndex(({ pending }) => pending.length > 0);
    if (stuck === 0) {
      const [, pending] = innermost(resolver, model, left[0]!);
      const other = resolver.modelOf(pending.relation);
      throw unresolved(model, left[0]!, namingColumns(model), pending, other, pending.matches ?? 0);
    }
    await write(stuck < 0 ? left : left.slice(0, stuck));
    left = stuck < 0 ? [] : left.slice(stuck);
  }
}

const lengthOf = ({ fields }: EncodedRow): number => {
  let length = 0;
  for (const field of fields) length += field?.length ?? 0;
  return length;
};

/**
 * Takes the rows one by one, as fast as they are written, and holds no more of them than a batch. Between batches the
 * connection is free, so that the rows' source may read from it.
 * @param onRows called after each batch with the number of rows written so far
 * @returns how many rows there were
 */
export async function writeInBatches(
  model: RowModel,
  rows: Iterable<ObjectLiteral> | AsyncIterable<ObjectLiteral>,
  limits: BatchLimits,
  resolver: RelationResolver,
  write: RowWriter,
  onRows: (written: number) => void,
): Promise<number> {
  const encoder = rowEncoder(resolver.modelOf, resolver.recall);
  let batch: EncodedRow[] = [];
  let characters = 0;
  let position = 0;
  const flush = async (): Promise<void> => {
    await writeBatch(model, batch, resolver, write);
    batch = [];
    characters = 0;
    onRows(position);
  };
  for await (const row of rows) {
    const encoded = encoder.encode(model, row, (position += 1));
    batch.push(encoded);
    characters += lengthOf(encoded);
    if (batch.length >= limits.rows || characters >= limits.characters) await flush();
  }
  if (batch.length > 0) await flush();
  return position;
}
