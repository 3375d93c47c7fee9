import type { EncodedRow } from './row.encoder';

/** Splits rows, in order, into runs that give the same columns. */
export function rowRuns(rows: readonly EncodedRow[], indexes: readonly number[]): [given: number[], EncodedRow[]][] {
  const runs: [number[], EncodedRow[]][] = [];
  for (const row of rows) {
    const [given, members] = runs.at(-1) ?? [];
    if (given && isLike(row, members![0]!, indexes)) members!.push(row);
    else runs.push([indexes.filter((index) => row.fields[index] !== undefined), [row]]);
  }
  return runs;
}

const isLike = ({ fields }: EncodedRow, { fields: others }: EncodedRow, indexes: readonly number[]): boolean =>
  indexes.every((index) => (fields[index] === undefined) === (others[index] === undefined));
