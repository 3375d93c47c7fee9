import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { quoteIdentifier, quotePath } from '../sql/identifier';
import { tableOf, type TablePart } from './catalog.lookup';

export const query = (sql: string, comment?: string): MigrationQuery =>
  comment === undefined ? { query: sql } : { query: sql, comment };

export const alterTable = (part: { schema: string; table: string }): string =>
  `ALTER TABLE ${quotePath(tableOf(part))}`;

export const alterColumn = (column: TablePart): string =>
  `${alterTable(column)} ALTER COLUMN ${quoteIdentifier(column.name)}`;

export const columnPath = (column: TablePart): string =>
  `${quotePath(tableOf(column))}.${quoteIdentifier(column.name)}`;

export const partPath = ({ schema, table, name }: TablePart): string => `${schema}.${table}.${name}`;
