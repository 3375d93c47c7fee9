import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import type { TablePart } from './catalog.lookup';

export const query = (sql: string, comment?: string): MigrationQuery =>
  comment === undefined ? { query: sql } : { query: sql, comment };

export const partPath = ({ schema, table, name }: TablePart): string => `${schema}.${table}.${name}`;
