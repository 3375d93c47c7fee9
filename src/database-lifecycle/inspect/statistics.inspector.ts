import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import type { DatabaseStatistics, RelationStatistics } from '../interfaces/statistics.interface';
import { pathOf } from '../sql/identifier';
import { boundLocks } from '../sql/lock.holders';
import type { Row, SqlSession } from '../sql/sql.session';
import { boundedCountQuery, countQuery, statisticsQuery } from './statistics.query';

/** Up to so many rows are counted one by one; beyond, the number is an estimate. */
const EXACT_COUNT_BOUND = 10_000;

export interface StatisticsOptions {
  /** Count every row, whatever it takes. Default: `false`. */
  readonly exact?: boolean;
  readonly lockTimeoutMs: number;
}

interface RawRelation {
  readonly index: number;
  readonly bytes: number | null;
  readonly pages: number;
  readonly estimate: number | null;
  readonly countable: boolean;
}

interface RawStatistics {
  readonly otherTables: number;
  readonly relations: readonly RawRelation[] | null;
}

/** The rows that were counted, spread over all pages: for a table that was never analyzed. */
function extrapolate(rows: number, last: string, pages: number): number {
  const lastPage = Number(/^\((\d+),/.exec(last)![1]);
  return Math.round((rows * pages) / (lastPage + 1));
}

/** A file without a page holds no row, which need not be counted. */
const isEmpty = ({ countable, pages }: RawRelation): boolean => countable && pages === 0;

function toStatistics(relation: RawRelation, counted: Row | undefined, exact: boolean): RelationStatistics {
  const { bytes, pages, estimate } = relation;
  if (isEmpty(relation)) return { bytes, rows: 0, estimated: false };
  const rows = counted ? Number(counted.rows) : null;
  if (rows === null || exact || rows <= EXACT_COUNT_BOUND) return { bytes, rows, estimated: false };
  const guess = estimate ?? extrapolate(rows, String(counted!.last), pages);
  return { bytes, rows: Math.max(guess, rows), estimated: true };
}

/**
 * Measures the given relations in two round trips, whatever their number and size; reads only. Must run in a transaction.
 * @param own every relation that belongs to the app, so that the others can be counted
 */
export async function inspectStatistics(
  session: SqlSession,
  relations: readonly NamedObject[],
  own: readonly NamedObject[],
  { exact = false, lockTimeoutMs }: StatisticsOptions,
): Promise<DatabaseStatistics> {
  const settings = [boundLocks(lockTimeoutMs), 'SET LOCAL synchronize_seqscans = off'];
  const results = await session.send(...settings, statisticsQuery(relations, own));
  const { relations: measured, ...database } = results.at(-1)![0]!.statistics as RawStatistics;
  const countable = (measured ?? []).filter((relation) => relation.countable && !isEmpty(relation));
  const counts =
    countable.length === 0
      ? []
      : await session.send(
          ...countable.map(({ index }) =>
            exact ? countQuery(relations[index]!) : boundedCountQuery(relations[index]!, EXACT_COUNT_BOUND),
          ),
        );
  const byIndex = new Map(countable.map(({ index }, position) => [index, counts[position]![0]]));
  return {
    ...database,
    relations: new Map(
      (measured ?? []).map((relation): [string, RelationStatistics] => [
        pathOf(relations[relation.index]!),
        toStatistics(relation, byIndex.get(relation.index), exact),
      ]),
    ),
  };
}
