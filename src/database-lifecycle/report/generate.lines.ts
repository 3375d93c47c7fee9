import type { MigrationLoss } from '../interfaces/migration-draft.interface';
import { count } from './units';

export const lossLines = (losses: readonly MigrationLoss[]): string[] =>
  losses.map(({ path, what }) => `⚠️ ${path}: ${what}`);

export const writtenLine = (file: string, statements: number): string =>
  `✅ Wrote ${file} (${count(statements, 'statement')})`;

export const NOTHING_CHANGED =
  '✅ Nothing has changed: the migrations make what the entities ask for, so no file was written.';
