import type { MigrationDrop, MigrationLoss } from '../interfaces/migration-draft.interface';
import { oneLine } from '../drift/difference.lines';
import { staysIf } from './entities-ahead.lines';
import { count } from './units';

export const lossLines = (losses: readonly MigrationLoss[]): string[] =>
  losses.map(({ path, what }) => `⚠️ ${path}: ${what}`);

export const dropLines = (drops: readonly MigrationDrop[]): string[] =>
  drops.length === 0
    ? []
    : [
        '🗑️ It drops what the entities do not ask for:',
        ...drops.map(({ kind, path, what }) => `   ${kind} ${path}: ${oneLine(what)}`),
        ...staysIf(drops),
      ];

export const writtenLine = (file: string, statements: number): string =>
  `✅ Wrote ${file} (${count(statements, 'statement')})`;

export const NOTHING_CHANGED =
  '✅ Nothing has changed: the migrations make what the entities ask for, so no file was written.';
