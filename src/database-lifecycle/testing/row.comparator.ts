/** A row as PostgreSQL writes it in JSON, so that every column counts as it is stored. */
export type RowText = string;

export interface ChangedRow {
  /** `id=1` */
  readonly key: string;
  /** `updated_at "…" -> "…"` */
  readonly columns: readonly string[];
}

/** How the rows of one table differ between two moments. */
export interface RowDifference {
  /** `schema.name` */
  readonly table: string;
  readonly changed: readonly ChangedRow[];
  readonly gone: readonly RowText[];
  readonly added: readonly RowText[];
}

/** What `rows` has more often than `others`; equal rows are counted, as a table without a key may repeat them. */
function beyond(rows: readonly RowText[], others: readonly RowText[]): RowText[] {
  const left = new Map<RowText, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const times = left.get(row) ?? 0;
    left.set(row, times - 1);
    return times <= 0;
  });
}

const values = (row: RowText): Record<string, unknown> => JSON.parse(row) as Record<string, unknown>;

const keyOf = (row: RowText, key: readonly string[]): string =>
  key.map((column) => `${column}=${JSON.stringify(values(row)[column])}`).join(', ');

function changedColumns(before: RowText, after: RowText): string[] {
  const [old, now] = [values(before), values(after)];
  return Object.keys(now)
    .map((column) => [column, JSON.stringify(old[column]), JSON.stringify(now[column])] as const)
    .filter(([, was, is]) => was !== is)
    .map(([column, was, is]) => `${column} ${was} -> ${is}`);
}

/**
 * @param key columns of the primary key, by which a changed row is told from one that went and one that came
 * @returns null when both hold the same rows, in whatever order
 */
export function compareRows(
  table: string,
  key: readonly string[],
  before: readonly RowText[],
  after: readonly RowText[],
): RowDifference | null {
  const gone = beyond(before, after);
  const added = beyond(after, before);
  if (gone.length === 0 && added.length === 0) return null;
  if (key.length === 0) return { table, changed: [], gone, added };
  const were = new Map(gone.map((row) => [keyOf(row, key), row]));
  const changed = added
    .map((row) => [keyOf(row, key), row] as const)
    .filter(([name]) => were.has(name))
    .map(([name, row]) => ({ key: name, columns: changedColumns(were.get(name)!, row) }));
  const same = new Set(changed.map(({ key: name }) => name));
  const others = (rows: readonly RowText[]): RowText[] => rows.filter((row) => !same.has(keyOf(row, key)));
  return { table, changed, gone: others(gone), added: others(added) };
}
