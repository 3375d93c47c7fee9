import { isConstant } from '../drift/default.rules';
import type { CatalogColumn, CatalogSequence } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { alterTable, columnPath, commentOn } from '../sql/ddl.text';
import { quoteIdentifier } from '../sql/identifier';
import { query } from './ddl.text';
import { identityClause, serialType } from './sequence.ddl';

/** A column as it stands in CREATE TABLE and ADD COLUMN. */
export function columnClause(column: CatalogColumn, sequence: CatalogSequence | undefined): string {
  const serial = serialType(column, sequence);
  const { generated } = column;
  return [
    quoteIdentifier(column.name),
    serial ?? column.type,
    column.collation && `COLLATE ${column.collation}`,
    generated && `GENERATED ALWAYS AS (${generated.expression}) ${generated.kind.toUpperCase()}`,
    column.identity && identityClause(column, sequence),
    column.notNull && 'NOT NULL',
    column.default !== null && !serial && `DEFAULT ${column.default}`,
  ]
    .filter(Boolean)
    .join(' ');
}

const REWRITES = 'Writes the whole table anew, and blocks reads and writes meanwhile.';
const NEEDS_EMPTY = 'Fails where there are rows, as they would have no value for it.';

function addComment(column: CatalogColumn): string | undefined {
  if (column.identity || column.generated?.kind === 'stored') return REWRITES;
  if (column.generated) return undefined;
  if (column.default === null) return column.notNull ? NEEDS_EMPTY : undefined;
  return isConstant(column.default) ? undefined : REWRITES;
}

export const commentOnColumn = (column: CatalogColumn): MigrationQuery =>
  query(commentOn(`COLUMN ${columnPath(column)}`, column.comment));

export const addColumn = (column: CatalogColumn, sequence: CatalogSequence | undefined): MigrationQuery[] => [
  query(`${alterTable(column)} ADD COLUMN ${columnClause(column, sequence)}`, addComment(column)),
  ...(column.comment === null ? [] : [commentOnColumn(column)]),
];

export const dropColumn = (column: CatalogColumn): MigrationQuery =>
  query(
    `${alterTable(column)} DROP COLUMN ${quoteIdentifier(column.name)}`,
    column.generated ? undefined : 'Loses the values of the column.',
  );
