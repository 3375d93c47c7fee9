import type { NamedObject } from '../interfaces/schema-snapshot.interface';
import { quoteIdentifier, quoteLiteral, quotePath } from './identifier';

/** What belongs to a table, whose name is `table`. */
interface OfTable {
  readonly schema: string;
  readonly table: string;
}

type ColumnName = OfTable & Pick<NamedObject, 'name'>;

const tablePath = ({ schema, table: name }: OfTable): string => quotePath({ schema, name });

export const columnPath = (column: ColumnName): string => `${tablePath(column)}.${quoteIdentifier(column.name)}`;

export const alterTable = (part: OfTable): string => `ALTER TABLE ${tablePath(part)}`;

export const alterColumn = (column: ColumnName): string =>
  `${alterTable(column)} ALTER COLUMN ${quoteIdentifier(column.name)}`;

/** @param object its kind and path, e.g. `TABLE "public"."pets"` */
export const commentOn = (object: string, comment: string | null): string =>
  `COMMENT ON ${object} IS ${comment === null ? 'NULL' : quoteLiteral(comment)}`;
