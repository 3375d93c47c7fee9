import type { MigrationRun, MigrationStatus } from '../interfaces/migration-report.interface';
import { milliseconds } from './units';

export const migrationRun = ({ name, durationMs }: MigrationRun): string =>
  durationMs === null ? name : `${name} (${milliseconds(durationMs)})`;

export const migrationStatus = ({ name, executed, inCode }: MigrationStatus): string =>
  `${executed ? '✅' : '🆕'} ${name}${executed ? '' : ': pending'}${inCode ? '' : ': run, but not in the code'}`;
