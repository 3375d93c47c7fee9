import { describeHolder } from '../errors/lifecycle-lock.error';
import type { MigrationRetry, MigrationRun, MigrationStatus } from '../interfaces/migration-report.interface';
import { milliseconds } from './units';

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
