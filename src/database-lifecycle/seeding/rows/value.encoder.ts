import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/** pg's own conversion of a parameter, so that COPY stores what an INSERT with parameters would. */
const { prepareValue } = require('pg/lib/utils') as { prepareValue(value: unknown): string | Buffer | null };

/** A column's value as text that PostgreSQL's input function of its type reads; undefined: the row does not say. */
export type Field = string | null | undefined;

export type ValueEncoder = (value: unknown) => Field;

/** Types of which TypeORM's driver changes a string or a number; of all others it passes both on as they are. */
const CONVERTED: ReadonlySet<unknown> = new Set([
  Boolean,
  Date,
  'datetime',
  'timestamp',
  'timestamptz',
  'timestamp with time zone',
  'timestamp without time zone',
  'json',
  'jsonb',
  'simple-array',
  'simple-json',
  'cube',
  'ltree',
]);

const isJson = ({ type }: ColumnMetadata): boolean => type === 'json' || type === 'jsonb';

/** A Buffer travels in pg's binary format, which for texts is their bytes. */
const textOf = (value: string | Buffer | null, { type }: ColumnMetadata): string | null =>
  Buffer.isBuffer(value) ? (type === 'bytea' ? `\\x${value.toString('hex')}` : value.toString()) : value;

/** TypeORM would make one document of an array of documents, which PostgreSQL then refuses. */
const jsonArray = (values: unknown[]): unknown[] =>
  values.map((value) => (value === null || value === undefined ? null : JSON.stringify(value)));

/** From the year 1 on and of four digits, where the ISO text means the same instant to PostgreSQL. */
const isCommon = (time: number): boolean => time >= -62_135_596_800_000 && time < 253_402_300_800_000;

/** Columns for which a date can be sent as ISO text, which is much quicker than pg's local time with an offset. */
const takesInstants = ({ type, isArray, transformer }: ColumnMetadata): boolean =>
  !isArray && !transformer && (type === 'timestamptz' || type === 'timestamp with time zone');

/** Columns whose values TypeORM's driver only turns into JSON text. */
const takesDocuments = (column: ColumnMetadata): boolean => isJson(column) && !column.isArray && !column.transformer;

/** Converts values of a column by the entity's own transformers, TypeORM's driver and pg, as an INSERT of TypeORM does. */
export function valueEncoder(column: ColumnMetadata, driver: PostgresDriver): ValueEncoder {
  const passes = !column.transformer && !CONVERTED.has(column.type);
  const json = column.isArray && isJson(column);
  const convert = (value: unknown): Field => {
    if (typeof value === 'function')
      throw new TypeError('an SQL expression has no place in a row; use manager.insert()');
    if (json && Array.isArray(value)) return textOf(prepareValue(jsonArray(value)), column);
    const prepared: unknown = driver.preparePersistentValue(value, column);
    return prepared === undefined ? undefined : textOf(prepareValue(prepared), column);
  };
  if (takesInstants(column))
    return (value) => (value instanceof Date && isCommon(value.getTime()) ? value.toISOString() : convert(value));
  if (takesDocuments(column))
    return (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : convert(value));
  if (!passes) return convert;
  return (value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    return value === null || value === undefined ? value : convert(value);
  };
}

/** Columns whose values an INSERT has to wrap in a function, so that they can't be written as text. */
export const unwritableColumns = ({ columns }: EntityMetadata, { spatialTypes }: PostgresDriver): ColumnMetadata[] =>
  columns.filter(({ type }) => spatialTypes.includes(type as never));
