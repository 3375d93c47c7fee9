import type { HeldLock, RehearsalFinding, RehearsedLock } from '../../interfaces/rehearsal.interface';
import { briefLockRewrites } from './brief-lock.rules';
import type { StatementLocks } from './lock.ledger';
import { strongest, waitingFor } from './lock.modes';
import { normalForms } from './normal.form';
import type { ObservedStatement } from './observed.statement';
import { oldVersionRules } from './old-version.rules';
import { batchesRewrite, heldLockRewrite } from './rewrites/held-lock.rewrite';
import { safeRewrites } from './rewrites/rewrite.catalog';
import { addsRequiredColumn, requiredColumnRewrite } from './required-column.rules';
import { severityOf } from './table-size.rules';
import { namesOf, sized, type TableWording } from './table.wording';
import { mayCommit } from './transaction.rules';
import { waitingPhrase } from './waiting.phrase';
import { growingWork, workedOn, type GrowingWork } from './work.rules';

/** One for each table: the strongest. */
function effective(locks: readonly RehearsedLock[]): RehearsedLock[] {
  const tables = [...new Set(locks.map(({ table }) => table))];
  return tables.map((table) => ({
    table,
    mode: strongest(locks.filter((lock) => lock.table === table).map(({ mode }) => mode))!,
  }));
}

function doing({ rewrites, indexed, scans, changes }: GrowingWork, wording: TableWording): string {
  const clauses = [
    [rewrites, 'rewrites'],
    [indexed, 'builds an index on'],
    [scans, 'scans'],
    [changes, 'changes rows of'],
  ] as const;
  return clauses
    .filter(([tables]) => tables.length > 0)
    .map(([tables, verb]) => `${verb} ${sized(tables, wording)}`)
    .join(', and ');
}

const LONGEST_QUOTE = 60;

function quoted(sql: string): string {
  const line = sql.replace(/\s+/g, ' ');
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE - 1)}…` : line;
}

const since = ({ table, mode, since: { sql } }: HeldLock, wording: TableWording): string =>
  `${mode} on ${namesOf([table], wording)} is held since \`${quoted(sql)}\``;

const DEPENDS = 'How long depends on how many rows there are in production.';

/** EXCLUSIVE lets readers by, and nobody else writes to a materialized view. */
const REFRESH_BESIDE_READERS = /^refresh materialized view concurrently\b/;

const ownLocks = ({ sql }: ObservedStatement, { taken }: StatementLocks): readonly RehearsedLock[] =>
  normalForms(sql).every((form) => REFRESH_BESIDE_READERS.test(form)) ? [] : taken;

/** Work that grows, and who waits for it. */
function work(statement: ObservedStatement, locks: StatementLocks, wording: TableWording): RehearsalFinding[] {
  const found = growingWork(statement);
  const tables = workedOn(found);
  if (tables.length === 0) return [];
  const batches = found.changes.length > 0 ? [batchesRewrite] : [];
  const held = locks.held.filter(({ mode }) => waitingFor(mode));
  const waiting = waitingPhrase(effective([...ownLocks(statement, locks), ...held]), (paths) =>
    namesOf(paths, wording),
  );
  if (waiting === null) {
    if (found.changes.length === 0) return [];
    const message = `It changes rows of ${sized(found.changes, wording)}. A shadow has none, so how long it takes is not measured.`;
    return [{ severity: 'notice', message, rewrites: batches }];
  }
  const severity = severityOf(tables, wording.live, wording.representative);
  const message = [
    `${waiting}${severity === 'small' ? ' for a moment' : ''} while it ${doing(found, wording)}.`,
    ...held.map((lock) => `${since(lock, wording)}.`),
    ...(severity === 'unknown' ? [DEPENDS] : []),
  ].join(' ');
  const safe = safeRewrites(statement.sql, found);
  // What is done another way is done in another migration anyway.
  const apart = held.length > 0 && safe.length === 0 ? [heldLockRewrite] : [];
  return [{ severity, message, rewrites: [...safe, ...apart, ...batches] }];
}

/** What is over in a moment, but need not keep anybody waiting at all. */
function brief(statement: ObservedStatement, { taken }: StatementLocks, wording: TableWording): RehearsalFinding[] {
  const rewrites = briefLockRewrites(normalForms(statement.sql));
  const waiting = waitingPhrase(taken, (paths) => namesOf(paths, wording));
  if (rewrites.length === 0 || waiting === null) return [];
  const until = statement.transaction === null ? 'for a moment' : 'until its transaction ends';
  return [{ severity: 'notice', message: `${waiting} ${until}.`, rewrites }];
}

function oldVersion({ sql, taken, existing }: ObservedStatement): RehearsalFinding[] {
  const ofTables = taken.size > 0;
  return oldVersionRules(normalForms(sql))
    .filter(({ rule }) => ofTables || (rule === 'rename-label' && existing.length > 0))
    .map(({ rule, message, steps, source }) => ({ severity: 'notice', message, rewrites: [{ rule, steps, source }] }));
}

/** An empty table takes what one with rows does not. */
function needsNoRows({ sql, taken }: ObservedStatement, wording: TableWording): RehearsalFinding[] {
  const tables = [...taken.keys()];
  if (tables.length === 0 || !addsRequiredColumn(normalForms(sql))) return [];
  const message = `It works on an empty table as here, and fails on one with rows: ${sized(tables, wording)}.`;
  return [{ severity: 'notice', message, rewrites: [requiredColumnRewrite] }];
}

const UNSEEN =
  'What it locked is not known: it may commit by itself, and its locks were gone before they could be read.';

const unseen = ({ sql, locksSeen }: ObservedStatement): RehearsalFinding[] =>
  !locksSeen && mayCommit(sql) ? [{ severity: 'notice', message: UNSEEN, rewrites: [] }] : [];

/** What fails on rows does no work on them. */
export function judgeStatement(
  statement: ObservedStatement,
  locks: StatementLocks,
  wording: TableWording,
): RehearsalFinding[] {
  const failing = needsNoRows(statement, wording);
  return [
    ...(failing.length > 0 ? failing : work(statement, locks, wording)),
    ...brief(statement, locks, wording),
    ...oldVersion(statement),
    ...unseen(statement),
  ];
}
