import type { CatalogTable } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { commentOn } from '../sql/ddl.text';
import { quotePath } from '../sql/identifier';
import type { CatalogLookup } from './catalog.lookup';
import { columnClause, commentOnColumn } from './column.ddl';
import { comesWithTable, constraintClause } from './constraint.ddl';
import { query } from './ddl.text';

export const commentOnTable = (table: CatalogTable): MigrationQuery =>
  query(commentOn(`TABLE ${quotePath(table)}`, table.comment));

/** The table with its columns, the constraints that come with it, and comments. */
export function createTable(table: CatalogTable, catalog: CatalogLookup): MigrationQuery[] {
  const columns = catalog.columnsOf(table);
  const lines = [
    ...columns.map((column) => columnClause(column, catalog.sequenceOf(column))),
    ...catalog.constraintsOf(table).filter(comesWithTable).map(constraintClause),
  ];
  return [
    query(`CREATE ${table.unlogged ? 'UNLOGGED ' : ''}TABLE ${quotePath(table)} (${lines.join(', ')})`),
    ...(table.comment === null ? [] : [commentOnTable(table)]),
    ...columns.filter(({ comment }) => comment !== null).map(commentOnColumn),
  ];
}

export const dropTable = (table: CatalogTable): MigrationQuery =>
  query(`DROP TABLE ${quotePath(table)}`, 'Loses every row of the table.');
