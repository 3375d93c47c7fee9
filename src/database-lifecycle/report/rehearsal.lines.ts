import type {
  FindingSeverity,
  Rehearsal,
  RehearsalFinding,
  RehearsedMigration,
  RehearsedStatement,
  SafeRewrite,
} from '../interfaces/rehearsal.interface';
import { shortNames } from '../sql/identifier';
import { layOutSql } from '../sql/sql.layout';
import { count, milliseconds } from './units';

const ICONS: Readonly<Record<FindingSeverity, string>> = { blocking: '❌', unknown: '⚠️', small: '✅', notice: 'ℹ️' };

/** The locks that a statement takes, and earlier ones on the tables that it works on; the strongest for each table. */
function lockPhrases({ locks, held, rewrites, scans }: RehearsedStatement, name: (path: string) => string): string[] {
  const before = new Set(held.map(({ table }) => table));
  const worksOn = new Set([...locks.map(({ table }) => table), ...rewrites, ...scans]);
  return [
    ...locks.filter(({ table }) => !before.has(table)).map(({ table, mode }) => `${mode} on ${name(table)}`),
    ...held.filter(({ table }) => worksOn.has(table)).map(({ table, mode }) => `still ${mode} on ${name(table)}`),
  ];
}

function effectLines(statement: RehearsedStatement, schema: string): string[] {
  const { locks, lockSource, rewrites, scans } = statement;
  const names = (paths: readonly string[]): string => shortNames(paths, schema);
  const read = scans.filter((table) => !rewrites.includes(table));
  const documented = lockSource === 'documented' && locks.length > 0 ? ' (as documented)' : '';
  const parts = [
    ...lockPhrases(statement, (path) => names([path])),
    ...(rewrites.length > 0 ? [`rewrites ${names(rewrites)}`] : []),
    ...(read.length > 0 ? [`scans ${names(read)}`] : []),
  ];
  return parts.length > 0 ? [`     🔒 ${parts.join('; ')}${documented}`] : [];
}

/** What one report is written with. */
interface Wording {
  /** Its tables are named without it. */
  readonly schema: string;
  /** Rules whose advice has been given. */
  readonly told: Set<string>;
}

/** Told in full the first time. */
function rewriteLines({ rule, steps, source }: SafeRewrite, { told }: Wording): string[] {
  if (told.has(rule)) return [`       -> as above: ${rule}`];
  told.add(rule);
  return [...steps.map((step) => `       -> ${step}`), `          ${rule}: ${source}`];
}

/** No advice for what blocks nobody for long: it would read like a warning. */
const findingLines = ({ severity, message, rewrites }: RehearsalFinding, wording: Wording): string[] => [
  `     ${ICONS[severity]} ${message}`,
  ...(severity === 'small' ? [] : rewrites.flatMap((rewrite) => rewriteLines(rewrite, wording))),
];

function statementLines(statement: RehearsedStatement, wording: Wording): string[] {
  const sql = layOutSql(statement.sql);
  const values = statement.parameters > 0 ? ` -- with ${count(statement.parameters, 'parameter')}` : '';
  return [
    ...sql.map((line, index) => `   ${line}${index === sql.length - 1 ? `;${values}` : ''}`),
    ...effectLines(statement, wording.schema),
    ...statement.findings.flatMap((finding) => findingLines(finding, wording)),
  ];
}

/** How many others that share a transaction are named; with each of hundreds all others would be. */
const NAMED = 3;

/** Says which statements share a transaction, as locks are held until its end. */
function transactionOf({ name, statements }: RehearsedMigration, all: readonly RehearsedMigration[]): string {
  const [number = null, ...others] = new Set(statements.map(({ transaction }) => transaction));
  if (others.length > 0) return 'several transactions';
  if (number === null) return statements.length === 0 ? 'no statement' : 'no transaction';
  const shares = all.filter(
    (other) => other.name !== name && other.statements.some(({ transaction }) => transaction === number),
  );
  if (shares.length === 0) return 'one transaction';
  return `one transaction, with ${shares.length > NAMED ? `${shares.length} others` : shares.map((other) => other.name).join(', ')}`;
}

const migrationLines = (
  migration: RehearsedMigration,
  all: readonly RehearsedMigration[],
  wording: Wording,
): string[] => [
  `📄 ${migration.name} (${transactionOf(migration, all)})`,
  ...migration.statements.flatMap((statement) => statementLines(statement, wording)),
  '',
];

const waitsOf = ({ migrations }: Rehearsal): number =>
  migrations
    .flatMap(({ statements }) => statements.flatMap(({ findings }) => findings))
    .filter(({ severity }) => severity === 'blocking' || severity === 'unknown').length;

/** Whether reads or writes wait for work that grows with a table, as far as that table is not known to be small. */
export const keepsWaiting = (rehearsal: Rehearsal): boolean => waitsOf(rehearsal) > 0;

function verdict(rehearsal: Rehearsal): string[] {
  const { failure, migrations, durationMs } = rehearsal;
  if (failure) {
    const { migration, message, sql } = failure;
    return [
      `❌ Migration ${migration} failed in the shadow database: ${message}`,
      ...(sql === null ? [] : layOutSql(sql).map((line) => `   ${line}`)),
      '  -> Correct it; the connected database was only read.',
    ];
  }
  const what = `${count(migrations.length, 'migration')} rehearsed in ${milliseconds(durationMs)}`;
  const waits = waitsOf(rehearsal);
  return [
    waits === 0
      ? `✅ ${what}: nothing keeps reads or writes waiting for long.`
      : `⚠️ ${what}: ${count(waits, 'statement')} may keep reads or writes waiting.`,
    '   The shadow had no rows, so what fails or takes long only with rows was not seen. The connected database was only read.',
  ];
}

/** One block for each migration: its statements, and below each what it did. */
export function rehearsalLines(rehearsal: Rehearsal, schema: string): string[] {
  const { migrations, notes, history } = rehearsal;
  const wording: Wording = { schema, told: new Set() };
  return [
    ...migrations.flatMap((migration) => migrationLines(migration, migrations, wording)),
    ...(history
      ? [
          'The connected database has run none of them, so each is looked at as a deploy of its own, and none fails the check.',
        ]
      : []),
    ...notes.map((note) => `⚠️ ${note}`),
    ...verdict(rehearsal),
  ];
}
