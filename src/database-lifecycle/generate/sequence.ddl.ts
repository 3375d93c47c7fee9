import { sequenceParameters } from '../drift/sequence.rules';
import type { CatalogColumn, CatalogSequence } from '../interfaces/catalog-snapshot.interface';
import type { MigrationQuery } from '../interfaces/migration-draft.interface';
import { columnPath } from '../sql/ddl.text';
import { quoteIdentifier, quoteLiteral, quotePath } from '../sql/identifier';
import { query } from './ddl.text';
import { LIMITS } from './sequence.rules';

const isPlain = ({ type, increment, minimum, maximum, start, cache, cycle }: CatalogSequence): boolean =>
  increment === '1' && minimum === '1' && start === '1' && cache === '1' && !cycle && maximum === LIMITS[type];

const hasOwnName = ({ schema, name }: CatalogSequence, column: CatalogColumn): boolean =>
  schema === column.schema && name === `${column.table}_${column.name}_seq`;

const SERIALS: Readonly<Record<string, string>> = { smallint: 'SMALLSERIAL', integer: 'SERIAL', bigint: 'BIGSERIAL' };

/** The pseudo-type that makes the column with its sequence; undefined when it would make another one. */
export function serialType(column: CatalogColumn, sequence: CatalogSequence | undefined): string | undefined {
  if (!sequence || sequence.identity || !column.notNull || !column.default?.startsWith('nextval(')) return undefined;
  const plain = isPlain(sequence) && hasOwnName(sequence, column) && sequence.type === column.type;
  return plain ? SERIALS[column.type] : undefined;
}

export function identityClause(column: CatalogColumn, sequence: CatalogSequence | undefined): string {
  const words = `GENERATED ${column.identity!.toUpperCase()} AS IDENTITY`;
  if (!sequence || (isPlain(sequence) && hasOwnName(sequence, column))) return words;
  return `${words} (SEQUENCE NAME ${quotePath(sequence)}${isPlain(sequence) ? '' : ` ${sequenceParameters(sequence).replace(/^AS \w+ /, '')}`})`;
}

export const createSequence = (sequence: CatalogSequence): MigrationQuery =>
  query(
    `CREATE SEQUENCE ${quotePath(sequence)}${isPlain(sequence) ? ` AS ${sequence.type}` : ` ${sequenceParameters(sequence)}`}`,
  );

export const alterSequence = (sequence: CatalogSequence): MigrationQuery =>
  query(`ALTER SEQUENCE ${quotePath(sequence)} ${sequenceParameters(sequence)}`);

export const ownSequence = (sequence: CatalogSequence): MigrationQuery => {
  const { ownedBy } = sequence;
  const owner = ownedBy ? columnPath({ ...ownedBy, name: ownedBy.column }) : 'NONE';
  return query(`ALTER SEQUENCE ${quotePath(sequence)} OWNED BY ${owner}`);
};

export const dropSequence = (sequence: CatalogSequence): MigrationQuery =>
  query(`DROP SEQUENCE ${quotePath(sequence)}`);

/** So that the next number is above all that the rows have. */
export const countOn = (sequence: CatalogSequence, column: CatalogColumn): MigrationQuery =>
  query(
    `SELECT setval(${quoteLiteral(quotePath(sequence))}::regclass, coalesce(max(${quoteIdentifier(column.name)}), 0) + 1, false) FROM ${quotePath({ schema: column.schema, name: column.table })}`,
  );

export const sameParameters = (one: CatalogSequence, other: CatalogSequence): boolean =>
  sequenceParameters(one) === sequenceParameters(other);
