import type { Faker } from '@faker-js/faker';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { textFor } from './property.values';

interface ValueRequest {
  readonly column: ColumnMetadata;
  readonly faker: Faker;
  /** Of the row, from 0: what makes a unique value unique. */
  readonly index: number;
  readonly isUnique: boolean;
}

type Make = (request: ValueRequest) => unknown;

const DAY_MS = 86_400_000;
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** A text no longer than the column; a unique one ends with the number of its row. */
function text({ column, faker, index, isUnique }: ValueRequest, made = textFor(column.propertyName, faker)): string {
  const longest = Number(column.length || (column.type === 'char' || column.type === 'character' ? 1 : Infinity));
  if (!isUnique) return made.slice(0, longest).trimEnd();
  const number = (index + 1).toString(longest < 6 ? 36 : 10);
  const [, name, domain = ''] = /^([^@]*)(@.*)?$/s.exec(made) ?? [];
  const room = longest - number.length - domain.length;
  if (room >= 1) return `${name!.slice(0, room - 1)}${room > 1 ? '-' : ''}${number}${domain}`;
  return number.slice(0, longest);
}

const integer =
  (most: number): Make =>
  ({ faker, index, isUnique }) =>
    isUnique ? index + 1 : faker.number.int({ min: 1, max: most });

function numeric({ column: { precision, scale }, faker, index, isUnique }: ValueRequest): string {
  const digits = precision ? (scale ?? 0) : 2;
  const whole = precision ? Math.min(precision - digits, 3) : 3;
  return isUnique
    ? `${index + 1}`
    : faker.number.float({ min: 0, max: 10 ** whole - 1, fractionDigits: Math.min(digits, 6) }).toFixed(digits);
}

const moment = ({ faker, index, isUnique }: ValueRequest): Date =>
  isUnique ? new Date(EPOCH_MS + index * 1_000) : faker.date.past({ years: 5 });

const day = (request: ValueRequest): string =>
  (request.isUnique ? new Date(EPOCH_MS + request.index * DAY_MS) : moment(request)).toISOString().slice(0, 10);

const time = (request: ValueRequest): string => moment(request).toISOString().slice(11, 19);

/** Ranges of different rows do not overlap, as an exclusion constraint wants it. */
const range =
  (bound: (step: number) => string | number, multi = false): Make =>
  ({ index }) => {
    const made = `[${bound(index * 10)},${bound(index * 10 + 5)})`;
    return multi ? `{${made}}` : made;
  };

const dayAt = (step: number): string => new Date(EPOCH_MS + step * DAY_MS).toISOString().slice(0, 10);
const hex = (index: number, length: number): string => index.toString(16).padStart(length, '0').slice(-length);
const pairs = (digits: string): string => digits.match(/../g)!.join(':');
const bits = ({ column: { length }, index }: ValueRequest): string => {
  const size = Number(length || 1);
  return index.toString(2).padStart(size, '0').slice(-size);
};
const word = ({ faker }: ValueRequest): string => faker.lorem.word();
const coordinates = ({ faker }: ValueRequest): { x: number; y: number } => ({
  x: faker.number.int({ min: -90, max: 90 }),
  y: faker.number.int({ min: -90, max: 90 }),
});
const triangle = (request: ValueRequest): string => {
  const { x, y } = coordinates(request);
  return `((${x},${y}),(${x + 1},${y}),(${x},${y + 1}))`;
};

/** Where a column of pgvector does not say how many numbers it takes. */
const DIMENSIONS = 3;
/** Of numbers that half a precision keeps. */
const embedding: Make = ({ column: { length }, faker, index, isUnique }) => {
  const numbers = Array.from({ length: Number(length || DIMENSIONS) }, () => faker.number.int({ min: -4, max: 4 }) / 4);
  return `[${(isUnique ? [index + 1, ...numbers.slice(1)] : numbers).join(',')}]`;
};
const address = ({ index }: ValueRequest): string => `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;

/** By PostgreSQL's name of the type: values as pg reads them from the database. */
const BY_TYPE: Readonly<Record<string, Make>> = {
  smallint: integer(100),
  integer: integer(1_000),
  bigint: (request) => `${integer(1_000_000)(request) as number}`,
  numeric,
  real: ({ faker, index, isUnique }) => (isUnique ? index + 1 : faker.number.int({ max: 4_000 }) / 4),
  'double precision': ({ faker, index, isUnique }) => (isUnique ? index + 1 : faker.number.int({ max: 4_000 }) / 4),
  money: (request) => `${integer(1_000)(request) as number}.00`,
  boolean: ({ faker, index, isUnique }) => (isUnique ? index % 2 === 0 : faker.datatype.boolean()),
  text,
  'character varying': text,
  character: text,
  citext: text,
  uuid: ({ faker }) => faker.string.uuid(),
  json: ({ index, isUnique }) => (isUnique ? { number: index + 1 } : {}),
  jsonb: ({ index, isUnique }) => (isUnique ? { number: index + 1 } : {}),
  jsonpath: () => '$',
  xml: (request) => `<word>${word(request)}</word>`,
  bytea: ({ faker }) => Buffer.from(faker.string.hexadecimal({ length: 32, prefix: '' }), 'hex'),
  date: day,
  'time without time zone': time,
  'time with time zone': (request) => `${time(request)}+00`,
  'timestamp without time zone': moment,
  'timestamp with time zone': moment,
  interval: (request) => `${integer(1_000)(request) as number} minutes`,
  hstore: ({ index }) => `"number"=>"${index + 1}"`,
  ltree: (request) => `${word(request)}.${request.index + 1}`,
  cube: ({ index }) => `(${index}, ${index + 1})`,
  inet: address,
  cidr: (request) => `${address(request)}/32`,
  macaddr: ({ index }) => `02:00:${pairs(hex(index, 8))}`,
  macaddr8: ({ index }) => `02:00:${pairs(hex(index, 12))}`,
  bit: bits,
  'bit varying': bits,
  point: coordinates,
  line: ({ index }) => `{1,-1,${index}}`,
  lseg: ({ index }) => `[(${index},0),(${index},1)]`,
  box: ({ index }) => `(${index + 1},1),(${index},0)`,
  path: triangle,
  polygon: triangle,
  circle: (request) => ({ ...coordinates(request), radius: 1 }),
  int4range: range((step) => step),
  int8range: range((step) => step),
  numrange: range((step) => step),
  tsrange: range(dayAt),
  tstzrange: range(dayAt),
  daterange: range(dayAt),
  int4multirange: range((step) => step, true),
  int8multirange: range((step) => step, true),
  nummultirange: range((step) => step, true),
  tsmultirange: range(dayAt, true),
  tstzmultirange: range(dayAt, true),
  datemultirange: range(dayAt, true),
  vector: embedding,
  halfvec: embedding,
  tsvector: word,
  tsquery: word,
  'simple-array': (request) => `${word(request)},${word(request)}`,
  'simple-json': () => '{}',
};

const label = ({ column, faker, index, isUnique }: ValueRequest): unknown =>
  isUnique ? column.enum![index % column.enum!.length] : faker.helpers.arrayElement(column.enum!);

/**
 * A value as the database would have it, not yet as the entity does; undefined when nothing is known of the type.
 * @param type PostgreSQL's name of it, or TypeORM's where it is none of PostgreSQL's
 */
export function columnValue(type: string, request: ValueRequest): unknown {
  const make = request.column.enum ? label : BY_TYPE[type];
  if (!make) return undefined;
  return request.column.isArray ? [make(request)] : make(request);
}
