import type { PurgeReport, TrashReport, TrashStatus, TrashedRelation } from '../interfaces/trash-report.interface';
import { shortNames } from '../sql/identifier';
import { age, count, milliseconds, records, size } from './units';

/** How many tables are listed by name. */
const NAMED = 8;

const byRows = (a: TrashedRelation, b: TrashedRelation): number => (b.rows ?? -1) - (a.rows ?? -1);

/** `users 1,234 records, pets 4 records, and 2 more`, the largest first. */
function tablesOf(relations: readonly TrashedRelation[], schema: string): string {
  const tables = relations.filter(({ kind }) => kind === 'table').toSorted(byRows);
  const named = tables
    .slice(0, NAMED)
    .map(({ table, rows, estimated }) => `${shortNames([table], schema)} ${records(rows, estimated)}`);
  return [...named, ...(tables.length > NAMED ? [`and ${tables.length - NAMED} more`] : [])].join(', ');
}

/** `4 tables and 1 view`, whatever there is of each. */
function kindsOf(relations: readonly TrashedRelation[]): string {
  const tables = relations.filter(({ kind }) => kind === 'table').length;
  const views = relations.length - tables;
  return [
    ...(tables > 0 || views === 0 ? [count(tables, 'table')] : []),
    ...(views > 0 ? [count(views, 'view')] : []),
  ].join(' and ');
}

/** `4 tables, 12,345 records, 12 MB` */
export const amount = ({ relations, rows, estimated, bytes }: TrashStatus): string =>
  `${kindsOf(relations)}, ${records(rows, estimated)}, ${size(bytes)}`;

const CAUSES = { reset: 'a reset', restore: 'a restore of another' } as const;

/** `just now`, `2 hours ago` */
const since = (seconds: number): string => (seconds < 60 ? 'just now' : `${age(seconds)} ago`);

/** `2 hours ago, by a reset on ada-laptop` */
export const origin = ({ ageSeconds, cause, host, application }: TrashStatus): string =>
  `${since(ageSeconds)}, by ${CAUSES[cause]} on ${host}${application === undefined ? '' : `, version ${application}`}`;

function trashLines(trash: TrashStatus, schema: string): string[] {
  const { name, relations, lost, strangers, locked, restore } = trash;
  return [
    '',
    `🗑️ ${name}: ${origin(trash)}`,
    `   ${amount(trash)}${relations.length > 0 ? `: ${tablesOf(relations, schema)}` : ''}`,
    ...(lost.length > 0 ? [`   ⚠️ no longer there: ${shortNames(lost, schema)}`] : []),
    ...(strangers.length > 0 ? [`   ⚠️ not of the reset, and in the way of a purge: ${strangers.join(', ')}`] : []),
    ...(locked.length > 0 ? [`   🔒 of another owner: ${locked.join(', ')}`] : []),
    `   -> bring it back: ${restore}`,
  ];
}

const kept = (keepResets: number): string =>
  Number.isFinite(keepResets)
    ? `The newest ${keepResets} stay; older ones go with a reset, never one younger than a day.`
    : 'All stay until they are purged by name.';

/** What is kept, as a person reads it. */
export function trashReportLines(report: TrashReport, schema: string): string[] {
  const { database, keepResets, trashes, unreadable, others } = report;
  const broken = unreadable.map(({ name, why }) => `⚠️ ${name} can not be read and is never touched: ${why}`);
  const foreign =
    others.length === 0
      ? []
      : [
          `Of another app, or of this one with another schema or migrations table, and not touched: ${others.join(', ')}`,
        ];
  if (trashes.length === 0) return [`Nothing is set aside in database ${database}.`, ...broken, ...foreign];
  return [
    `Set aside in database ${database}, the newest first; each can be brought back:`,
    ...trashes.flatMap((trash) => trashLines(trash, schema)),
    '',
    ...broken,
    ...foreign,
    kept(keepResets),
    '  -> delete one for good: npm run db:purge -- <name>',
  ];
}

/** What a purge would delete, as a person reads it before being asked. */
export const purgePlanLines = (database: string, trashes: readonly TrashStatus[], schema: string): string[] => [
  `⚠️ These go for good, and nothing brings them back, from database ${database}:`,
  ...trashes.flatMap((trash) => [
    `  ${trash.name}: ${amount(trash)}; set aside ${origin(trash)}`,
    ...(trash.relations.length > 0 ? [`     ${tablesOf(trash.relations, schema)}`] : []),
  ]),
];

export const purged = ({ name, dropped, durationMs, unrecorded }: PurgeReport): string =>
  `🗑️ Deleted ${name} with ${count(dropped.length, 'relation')} in ${milliseconds(durationMs)}${
    unrecorded === undefined ? '' : `; the journal does not know of it: ${unrecorded}`
  }`;

/** Of a trash that was to go, and could not. */
export const stays = (name: string, { message }: Error): string =>
  `⚠️ ${name} was to go as well, and stays: ${message}`;
