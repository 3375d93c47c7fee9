/** A literal, with the cast that PostgreSQL prints behind it, or the moment of the statement, which is one for all rows. */
const CONSTANT = /^(\(?-?\d+(\.\d+)?\)?|'([^']|'')*'|true|false|NULL)(::[\w ".()[\],]+)?$|^(now\(\)|CURRENT_\w+)$/;

/** Whether a default is one value for all rows, so that a new column with it needs no row to be written. */
export const isConstant = (expression: string): boolean => CONSTANT.test(expression);

/** Ways to write one and the same default; as each would be replaced by the other for nothing, they are one. */
const SPELLINGS: readonly (readonly [pattern: RegExp, spelling: string])[] = [
  [/^(?:CURRENT_TIMESTAMP|transaction_timestamp\(\))$/, 'now()'],
  // TypeORM's text for what migrations call CURRENT_TIMESTAMP(3); PostgreSQL printed it so before version 10.
  [/^\('now'::text\)::timestamp(\(\d\)) with time zone$/, 'CURRENT_TIMESTAMP$1'],
  [/^\('now'::text\)::timestamp(\(\d\)) without time zone$/, 'LOCALTIMESTAMP$1'],
  [/^\('now'::text\)::time(\(\d\)) with time zone$/, 'CURRENT_TIME$1'],
  [/^\('now'::text\)::time(\(\d\)) without time zone$/, 'LOCALTIME$1'],
  [/^\('now'::text\)::date$/, 'CURRENT_DATE'],
  // A number as TypeORM sends it, in quotes. Its digits are the same, and the column's type decides.
  [/^\(?'?(-?\d+(?:\.\d+)?)'?\)?(?:::(?:smallint|integer|bigint|numeric|real|double precision))?$/, '$1'],
  // The column's own type decides; a cast of its former one stays when the type is changed.
  [/^('(?:[^']|'')*')::(?:text|character varying)((?:\[\])*)$/, '$1::text$2'],
];

/** One text for each way to write it. */
export const defaultSpelling = (expression: string): string =>
  SPELLINGS.reduce((text, [pattern, to]) => text.replace(pattern, to), expression);

/** Whether two defaults of a column give the same value. */
export const sameDefault = (one: string | null, other: string | null): boolean =>
  one === other || (one !== null && other !== null && defaultSpelling(one) === defaultSpelling(other));
