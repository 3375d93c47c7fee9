import { SeedRowError } from '../../errors/seed-row.error';
import { pathOf } from '../../sql/identifier';
import type { EncodedRow, PendingRelation } from './row.encoder';
import type { RowModel } from './row.model';

const MOST_SHOWN = 80;
const MOST_NAMED = 5;

const shown = (value: string): string =>
  JSON.stringify(value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value);

/** A row's values at some columns, e.g. `email "ada@example.com"`; what it does not say is left out. */
const valuesOf = ({ columns }: RowModel, { fields }: EncodedRow, indexes: readonly number[]): string =>
  indexes
    .filter((index) => typeof fields[index] === 'string')
    .map((index) => `${columns[index]!.column.propertyPath} ${shown(fields[index]!)}`)
    .join(', ');

/** Words for a row: the entity, where it stands among those given, and what names it. */
export function rowWords(model: RowModel, row: EncodedRow, key: readonly number[]): string {
  const values = valuesOf(model, row, key);
  return `${model.metadata.name}, row ${row.position}${values ? ` (${values})` : ''}`;
}

const at = ({ metadata }: RowModel, position: number): string => `${metadata.name}, row ${position}`;

export const unusableValue = (model: RowModel, position: number, property: string, cause: Error): SeedRowError =>
  new SeedRowError(at(model, position), `${property} can not be written: ${cause.message}`, { cause });

/** What a value is that is no object of an entity. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return ArrayBuffer.isView(value) ? 'a piece of bytes' : `a ${typeof value}`;
}

const expected = ({ metadata: { name, columns } }: RowModel): string =>
  `expected an object with properties of ${name} (it has ${columns.map(({ propertyPath }) => propertyPath).join(', ')})`;

export const noObject = (model: RowModel, position: number, row: unknown): SeedRowError =>
  new SeedRowError(at(model, position), `it is ${kindOf(row)}; ${expected(model)}`);

export const strangeRow = (model: RowModel, position: number, names: readonly string[]): SeedRowError =>
  new SeedRowError(
    at(model, position),
    `it has ${names.slice(0, MOST_NAMED).join(', ')} and none of its properties; ${expected(model)}`,
  );

export const emptyKey = (model: RowModel, position: number, relation: string): SeedRowError =>
  new SeedRowError(
    at(model, position),
    `${relation} says nothing of the other row; give its primary key or a natural key, as { ${relation}: { name: '...' } }`,
  );

export const unknownProperty = (
  model: RowModel,
  position: number,
  relation: string,
  { metadata: { name, columns } }: RowModel,
  property: string,
): SeedRowError =>
  new SeedRowError(
    at(model, position),
    `${relation} names the property "${property}", which ${name} does not have (it has ${columns.map(({ propertyPath }) => propertyPath).join(', ')})`,
  );

/** A natural key that leads to no row of the other table, or to several. */
export function unresolved(
  model: RowModel,
  row: EncodedRow,
  names: readonly number[],
  { relation, key }: PendingRelation,
  other: RowModel,
  matches: number,
): SeedRowError {
  const values = valuesOf(
    other,
    key,
    other.columns.map((_, index) => index),
  );
  const found =
    matches === 0
      ? `matches no row of ${pathOf(other.table)}; a row that others refer to comes before them`
      : `matches ${matches} rows of ${pathOf(other.table)}; give what names one of them alone`;
  return new SeedRowError(
    rowWords(model, row, names),
    `${relation.relation.propertyPath} with ${values || 'a key of NULL'} ${found}`,
  );
}

export const missingKey = (model: RowModel, row: EncodedRow, index: number): SeedRowError =>
  new SeedRowError(
    at(model, row.position),
    `it has no value for ${model.columns[index]!.column.propertyPath}, which is a part of its natural key`,
  );

export const duplicates = (model: RowModel, first: number, row: EncodedRow, key: readonly number[]): SeedRowError =>
  new SeedRowError(
    `${model.metadata.name}, rows ${first} and ${row.position} (${valuesOf(model, row, key)})`,
    'they have the same natural key; give each key once',
  );

export const rejected = (words: string, cause: Error): SeedRowError =>
  new SeedRowError(words, cause.message, { cause });
