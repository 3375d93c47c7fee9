import { deferral, isKey } from '../drift/constraint.rules';
import type { CatalogConstraint } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { alterTable } from '../sql/ddl.text';
import { quoteIdentifier, quotePath } from '../sql/identifier';
import { query } from './ddl.text';
import { parseForeignKey } from '../sql/sql.mentions';

/** Of a constraint that is made; NOT DEFERRABLE is the default. */
const deferralClause = (constraint: CatalogConstraint): string =>
  constraint.deferrable ? ` ${deferral(constraint)}` : '';

/** Foreign keys come once all tables are there. CREATE TABLE would make a check valid that is not. */
export const comesWithTable = ({ type, valid }: CatalogConstraint): boolean =>
  type !== 'foreign key' && type !== 'trigger' && valid;

/** As it stands in CREATE TABLE. */
export const constraintClause = (constraint: CatalogConstraint): string =>
  `CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraint.definition}${deferralClause(constraint)}`;

const LOCKED_BUILD = 'Blocks reads and writes of the table while the index behind it is built.';

export const validateConstraint = (constraint: CatalogConstraint): MigrationQuery =>
  query(
    `${alterTable(constraint)} VALIDATE CONSTRAINT ${quoteIdentifier(constraint.name)}`,
    'Reads the whole table; reads and writes go on. Fails where a row does not fit.',
  );

/** A check reads one table; a foreign key also blocks writes to the other one. */
const checkedAtOnce = ({ type }: CatalogConstraint): string =>
  `Reads the whole table, and blocks ${type === 'check' ? 'reads and writes' : 'writes to both tables'} meanwhile. Fails where a row does not fit.`;

/** On an existing table; one that is not to be valid yet is added NOT VALID, without reading the rows. */
export function addConstraint(constraint: CatalogConstraint): MigrationQuery {
  const add = `${alterTable(constraint)} ADD ${constraintClause(constraint)}`;
  if (isKey(constraint)) return query(add, LOCKED_BUILD);
  return constraint.valid ? query(add, checkedAtOnce(constraint)) : query(`${add} NOT VALID`);
}

/** On a table that is new, and so empty. */
export const addToNewTable = (constraint: CatalogConstraint): MigrationQuery =>
  query(`${alterTable(constraint)} ADD ${constraintClause(constraint)}${constraint.valid ? '' : ' NOT VALID'}`);

export const dropConstraint = (constraint: CatalogConstraint): MigrationQuery =>
  query(`${alterTable(constraint)} DROP CONSTRAINT ${quoteIdentifier(constraint.name)}`);

/** PostgreSQL can't take a validation back. */
export const invalidate = (constraint: CatalogConstraint): MigrationQuery =>
  query(
    `${alterTable(constraint)} DROP CONSTRAINT ${quoteIdentifier(constraint.name)}, ADD ${constraintClause(constraint)} NOT VALID`,
  );

/** Builds the index beside reads and writes, then makes a constraint of it, which takes a moment. */
export function addUniqueConcurrently(constraint: CatalogConstraint): MigrationQuery[] {
  const name = quoteIdentifier(constraint.name);
  const table = quotePath({ schema: constraint.schema, name: constraint.table });
  const columns = constraint.definition.replace(/^UNIQUE /, '');
  return [
    query(
      `CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON ${table} ${columns}`,
      'Reads and writes go on meanwhile. Fails where two rows have the same values, and leaves an invalid index to drop.',
    ),
    query(`${alterTable(constraint)} ADD CONSTRAINT ${name} UNIQUE USING INDEX ${name}${deferralClause(constraint)}`),
  ];
}

/** Whether it can be added concurrently; NULLS NOT DISTINCT and INCLUDE are added in the ordinary way. */
export const isPlainUnique = ({ definition }: CatalogConstraint): boolean => /^UNIQUE \([^()]*\)$/.test(definition);

/** Whether a foreign key refers to the key on these columns. */
export function refersTo(
  foreignKey: CatalogConstraint,
  { schema, table }: { schema: string; table: string },
  columns: readonly string[],
): boolean {
  const { parent, parentColumns } = parseForeignKey(foreignKey.definition);
  return (
    parent.schema === schema &&
    parent.name === table &&
    JSON.stringify(parentColumns.toSorted()) === JSON.stringify(columns.toSorted())
  );
}
