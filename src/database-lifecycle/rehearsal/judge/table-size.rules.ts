import type { FindingSeverity, LiveTable } from '../../interfaces/rehearsal.interface';

/** What is known of the tables in the connected database. */
export interface LiveTables {
  /** By path; those that it has. */
  readonly tables: ReadonlyMap<string, LiveTable>;
  /** Why they could not be read. */
  readonly unread: string | null;
}

/**
 * Up to here a table is rewritten with three indexes in 20 to 40 ms, indexed in 8 to 31 ms and scanned in 2 ms (PostgreSQL
 * 15 and 18, two cores): a lock of a moment. Ten times as much takes 0.4 s, and a hundred times 6 s.
 */
const SMALL_ROWS = 10_000;
/** The same in bytes, for tables of few rows that are wide, and for those whose rows can not be counted. */
const SMALL_BYTES = 10 * 1024 * 1024;

const isSmall = ({ rows, bytes }: LiveTable): boolean => (rows ?? 0) <= SMALL_ROWS && bytes <= SMALL_BYTES;

/**
 * How bad work is that grows with these tables while others wait. A table that is large anywhere is large; one that is
 * small says so of itself only where the connected database is the one that matters.
 * @param representative false in development and test, whose tables are small whatever those of production are
 */
export function severityOf(
  paths: readonly string[],
  { tables }: LiveTables,
  representative: boolean,
): Exclude<FindingSeverity, 'notice'> {
  const sizes = paths.map((path) => tables.get(path));
  if (sizes.some((size) => size !== undefined && !isSmall(size))) return 'blocking';
  return representative && sizes.every((size) => size !== undefined) ? 'small' : 'unknown';
}
