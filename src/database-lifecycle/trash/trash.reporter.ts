import { shellWord } from '../errors/shell.word';
import { inspectStatistics } from '../inspect/statistics.inspector';
import type { KeptRelation, TrashContents } from '../interfaces/trash-contents.interface';
import type { TrashedRelation, TrashReport, TrashStatus } from '../interfaces/trash-report.interface';
import type { DatabaseStatistics } from '../interfaces/statistics.interface';
import type { Trash } from '../interfaces/trash.interface';
import type { LifecycleTarget } from '../lifecycle.target';
import { pathOf } from '../sql/identifier';
import type { Row, SqlSession } from '../sql/sql.session';
import { inspectContents } from './contents.inspector';
import { ageMs, NOW_MS } from './retention.rules';
import { othersQuery, toTrashListing, trashQuery } from './trash.inspector';

export interface TrashSurvey {
  readonly report: TrashReport;
  /** All that there are, whether reported or not. */
  readonly trashes: readonly Trash[];
  /** What is in those that are reported, by their names. */
  readonly contents: ReadonlyMap<string, TrashContents>;
}

const KINDS: Readonly<Record<KeptRelation['relkind'], TrashedRelation['kind']>> = {
  r: 'table',
  p: 'table',
  f: 'table',
  v: 'view',
  m: 'materialized view',
};

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, one) => total + (one ?? 0), 0);

function statusOf(
  { name, manifest }: Trash,
  { relations, lost, strangers, locked }: TrashContents,
  statistics: DatabaseStatistics,
): Omit<TrashStatus, 'ageSeconds'> {
  const { at, cause, host, application } = manifest;
  const measured = relations.map((relation): TrashedRelation => ({
    table: relation.home,
    kept: pathOf(relation),
    kind: KINDS[relation.relkind],
    ...(statistics.relations.get(pathOf(relation)) ?? { rows: null, estimated: false, bytes: null }),
  }));
  const tables = measured.filter(({ kind }) => kind === 'table');
  const whole = measured.filter(({ kind }, index) => kind === 'table' && relations[index]!.parentKind === null);
  const stored = measured.filter((_, index) => relations[index]!.parentKind !== 'p');
  return {
    name,
    at,
    cause,
    host,
    ...(application === undefined ? {} : { application }),
    relations: measured,
    rows: tables.some(({ rows }) => rows === null) ? null : sum(whole.map(({ rows }) => rows)),
    estimated: tables.some(({ estimated }) => estimated),
    bytes: sum(stored.map(({ bytes }) => bytes)),
    lost,
    strangers: strangers.map(({ what }) => what),
    locked,
    restore: `npm run db:restore -- ${shellWord(name)}`,
  };
}

/**
 * What is kept, with its sizes, record counts and ages: four round trips whatever their number, reads only. Must run in
 * a transaction.
 * @param looksInto which trashes are looked into and reported: what is in the others does not matter, nor who locks it
 */
export async function surveyTrash(
  session: SqlSession,
  target: LifecycleTarget,
  looksInto: (trash: Trash, ageSeconds: number) => boolean = () => true,
): Promise<TrashSurvey> {
  const { migrationsTable, settings } = target;
  const facts = `SELECT current_database() AS database, ${NOW_MS} AS now`;
  const read = [facts, trashQuery(migrationsTable), othersQuery(migrationsTable)];
  const [[server], rows, others] = (await session.send(...read)) as [Row[], Row[], { name: string }[]];
  const { database, now } = server as { database: string; now: string };
  const { trashes, unreadable } = toTrashListing(rows);
  const ageOf = (trash: Trash): number => Math.max(0, Math.floor(ageMs(trash, Number(now)) / 1_000));
  const reported = trashes.filter((trash) => looksInto(trash, ageOf(trash)));
  const contents = await inspectContents(session, reported);
  const kept = contents.flatMap(({ relations }) => relations);
  const statistics = await inspectStatistics(session, kept, [], { lockTimeoutMs: settings.lockTimeoutMs });
  const report: TrashReport = {
    database,
    keepResets: settings.keepResets,
    trashes: reported.map((trash, index) => ({
      ...statusOf(trash, contents[index]!, statistics),
      ageSeconds: ageOf(trash),
    })),
    unreadable,
    others: others.map(({ name }) => name),
  };
  return { report, trashes, contents: new Map(reported.map(({ name }, index) => [name, contents[index]!])) };
}
