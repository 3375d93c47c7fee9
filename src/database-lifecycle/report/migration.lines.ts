import { describeHolder } from '../errors/lifecycle-lock.error';
import type { FinishedMigration } from '../interfaces/migration-meeting.interface';
import type { MigrationRetry, MigrationRun, MigrationStatus } from '../interfaces/migration-report.interface';
import type { StampedMigration } from '../interfaces/stamp-report.interface';
import { joinLines } from '../sql/sql.layout';
import { count, milliseconds } from './units';

export const migrationRun = ({ name, durationMs }: MigrationRun): string => `${name} (${milliseconds(durationMs)})`;

export const migrationRetry = ({ name, statement, holders, attempt, pauseMs }: MigrationRetry): string =>
  [
    `⏳ ${name} did not get a lock, so its transaction was rolled back (try ${attempt}); again in ${milliseconds(pauseMs)}`,
    `   ${statement.trim()}`,
    ...holders.map((holder) => `   in the way: ${describeHolder(holder)}`),
  ].join('\n');

export const migrationUnrecorded = (why: string): string =>
  `⚠️ The journal was not written (${why}); the migrations do not need it, checking what they ran later does`;

export const migrationStatus = ({ name, executed, inCode }: MigrationStatus): string =>
  `${executed ? '✅' : '🆕'} ${name}${executed ? '' : ': pending'}${inCode ? '' : ': run, but not in the code'}`;

const UNSEEN_SHOWN = 3;
const STATEMENT_WIDTH = 80;

function shortened(statement: string): string {
  const line = statement.replace(/\s+/g, ' ').trim();
  return line.length > STATEMENT_WIDTH ? `${line.slice(0, STATEMENT_WIDTH)}…` : line;
}

/** @param why it was recorded, e.g. `recorded as run` */
export const stampedMigration = ({ name, unseen }: StampedMigration, why: string): string =>
  [
    `📌 ${name}: ${why}`,
    ...(unseen.length > 0
      ? [
          `   ⚠️ ${count(unseen.length, 'statement')} of it did not run, as it changes what no comparison can see; look whether the database needs it:`,
          ...unseen.slice(0, UNSEEN_SHOWN).map((statement) => `     ${shortened(statement)}`),
          ...(unseen.length > UNSEEN_SHOWN ? [`     … and ${unseen.length - UNSEEN_SHOWN} more`] : []),
        ]
      : []),
  ].join('\n');

export const finishedMigration = ({ name, there, adapted }: FinishedMigration): string =>
  [
    `📎 ${name}: ${there} of what it makes ${there === 1 ? 'was' : 'were'} there already, so only the rest was done`,
    ...(adapted.length > 0 ? ['   and this, so that what was made before is as it makes it:'] : []),
    ...adapted.map((statement) => `     ${joinLines(statement)};`),
  ].join('\n');

export const uncompared = (why: string): string =>
  `⚠️ The tables that are there were not compared with what the migrations make: ${why}`;

export const tracelessMigration = (name: string, isEmpty: boolean): string =>
  `${name}: ${isEmpty ? 'sends no statement' : 'changes rows only'}, which no comparison can see, so it runs`;
