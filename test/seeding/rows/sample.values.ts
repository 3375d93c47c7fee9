import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

type Random = () => number;

const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
const integer = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

/** Whatever COPY, JSON or an array's text would take for something else. */
const TEXTS = [
  '',
  'plain',
  "it's",
  'say "so"',
  'back\\slash',
  '\\N',
  '\\.',
  '\\D',
  '\\\\',
  '\\x41',
  'tab\there',
  'line\nfeed',
  'cr\rlf\r\n',
  'Grüße, 世界 🌍',
  ' padded ',
  'NULL',
  'null',
  '{a,b}',
  '{"a":1}',
  'a,b;c',
  '$1 %s :x ?',
  '\u0001\u007f\b\f\v',
  '\uFEFFmark',
];

const DOCUMENTS = [
  { a: 1 },
  [],
  {},
  [1, null, 'x'],
  'text "quoted" \\ \n',
  0,
  false,
  { 'k"ey': { deep: ['\\N', '\t', '世界'] }, n: 1.5e-7 },
];

const DATES = ['2024-02-29', '1970-01-01', '0001-12-31', '9999-12-31', '2000-06-15'];
const TIMES = ['00:00:00', '23:59:59.999999', '12:34:56.789', '7:05'];
const MOMENTS = [
  new Date('2024-02-29T12:34:56.789Z'),
  new Date(0),
  new Date('1999-12-31T23:59:59.999Z'),
  new Date('0099-03-01T00:00:00Z'),
  new Date(-62_198_755_200_000),
  '2024-05-06 07:08:09.123',
];
const INTERVALS = ['1 day 02:00:00', '-3 months', '1 year 2 mons 3 days 04:05:06.789', '00:00:00.123456'];

const bits = (random: Random, length: number): string =>
  Array.from({ length }, () => (random() < 0.5 ? '0' : '1')).join('');

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => integer(random, 0, 15).toString(16)).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

function numeric(random: Random, { precision, scale }: ColumnMetadata): string | number {
  if (precision === undefined || precision === null)
    return pick(random, ['1e-20', '123456789012345678901234567890.5', -0.5, 0]);
  const whole = precision - (scale ?? 0);
  const text = `${pick(random, ['', '-'])}${integer(random, 0, 10 ** Math.min(whole, 9) - 1)}.${integer(random, 0, 999)}`;
  return random() < 0.5 ? text : Number(text);
}

type Make = (random: Random, column: ColumnMetadata) => unknown;

const text: Make = (random, { length }) => {
  const chosen = pick(random, TEXTS);
  return length ? [...chosen].slice(0, Number(length)).join('') : chosen;
};
const constant =
  (...values: unknown[]): Make =>
  (random) =>
    pick(random, values);

const MAKERS: Readonly<Record<string, Make>> = {
  smallint: (random) => integer(random, -32_768, 32_767),
  integer: (random) => pick(random, [integer(random, -2_147_483_648, 2_147_483_647), integer(random, 0, 9)]),
  bigint: (random) =>
    pick<unknown>(random, ['9223372036854775807', '-1', 9_007_199_254_740_991n, integer(random, 0, 99)]),
  numeric,
  real: (random) => pick(random, [1e-3, 3.4e38, -0, 0.1, Number.NaN, Infinity]),
  'double precision': (random) => pick(random, [Math.PI, 5e-324, 1.797e308, -0, random()]),
  money: constant('12.34', 0, '-5'),
  boolean: constant(true, false),
  text,
  'character varying': text,
  character: (random, column) => text(random, { ...column, length: column.length || '1' } as ColumnMetadata),
  citext: text,
  uuid,
  json: (random) => pick(random, DOCUMENTS),
  jsonb: (random) => pick(random, DOCUMENTS),
  jsonpath: constant('$.a[*] ? (@ > 1)', 'strict $."k"'),
  xml: constant('<a b="c">\n\t&amp;\\N</a>', 'text <b/>'),
  bytea: (random) => Buffer.from(Array.from({ length: integer(random, 0, 40) }, () => integer(random, 0, 255))),
  date: (random) => pick<unknown>(random, [...DATES, new Date(2024, 1, 29, 23, 59)]),
  'time without time zone': (random) => pick<unknown>(random, [...TIMES, new Date(2024, 1, 29, 3, 4, 5)]),
  'time with time zone': constant('12:34:56.789+02', '00:00:00-11:30'),
  'timestamp without time zone': (random) => pick(random, MOMENTS),
  'timestamp with time zone': (random) => pick(random, MOMENTS),
  interval: (random) => pick(random, INTERVALS),
  hstore: constant('"a"=>"b", "q\\"uote"=>NULL', { 'k\\ey': 'va"lue', empty: '', none: null, tab: '\t\n' }),
  ltree: constant('top.middle.leaf', 'with space.x', '.a..b.'),
  cube: constant([1, 2, 3], [0]),
  inet: (random) => `10.${integer(random, 0, 255)}.${integer(random, 0, 255)}.1/16`,
  cidr: constant('192.168.0.0/16', '::/0'),
  macaddr: (random) => `08:00:2b:01:${integer(random, 10, 99)}:${integer(random, 10, 99)}`,
  macaddr8: constant('08:00:2b:01:02:03:04:05'),
  bit: (random, { length }) => bits(random, Number(length || 1)),
  'bit varying': (random, { length }) => bits(random, integer(random, 0, Number(length || 20))),
  point: constant('(1.5,-2)', { x: 3, y: 4.25 }),
  line: constant('{1,-1,0}'),
  lseg: constant('[(0,0),(1,1)]'),
  box: constant('(1,1),(0,0)'),
  path: constant('[(0,0),(1,1),(2,0)]', '((0,0),(1,1))'),
  polygon: constant('((0,0),(1,1),(2,0))'),
  circle: constant('<(0,0),2>', { x: 1, y: 2, radius: 3 }),
  int4range: constant('[1,5)', '(,3]', 'empty'),
  int8range: constant('[1,5]', '(,)'),
  numrange: constant('(1.5,2.5]', 'empty'),
  tsrange: constant('["2024-01-01 10:00","2024-01-02 11:00")'),
  tstzrange: constant('[2024-01-01 00:00+02,)', 'empty'),
  daterange: constant('[2024-01-01,2024-02-01]', '(,)'),
  int4multirange: constant('{[1,3),[7,9)}', '{}'),
  int8multirange: constant('{[1,3)}'),
  nummultirange: constant('{(1.5,2.5]}'),
  tsmultirange: constant('{["2024-01-01 10:00","2024-01-02 11:00")}'),
  tstzmultirange: constant('{[2024-01-01 00:00+02,)}'),
  datemultirange: constant('{[2024-01-01,2024-02-01]}'),
  tsvector: constant("'a':1A 'it''s':2", 'fat cat'),
  tsquery: constant("fat & (rat | 'it''s')"),
  'simple-array': constant(['a', 'b c', '\\N'], []),
  'simple-json': (random) => pick(random, DOCUMENTS),
};

/** A value as an app would give it; undefined for a type that nothing is known of. */
function sampleValue(dataSource: DataSource, column: ColumnMetadata, random: Random): unknown {
  const type = `${column.type as string}`.startsWith('simple-')
    ? (column.type as string)
    : dataSource.driver.normalizeType(column);
  const make: Make | undefined = column.enum ? (random) => pick(random, column.enum!) : MAKERS[type];
  if (!make) return undefined;
  if (!column.isArray) return make(random, column);
  return Array.from({ length: integer(random, 0, 3) }, () => (random() < 0.2 ? null : make(random, column)));
}

const isVolatile = ({ default: value, generationStrategy }: ColumnMetadata): boolean =>
  generationStrategy === 'uuid' || (typeof value === 'function' && /uuid|random|clock|nextval/.test(value() as string));

/** The other side of a relation as far as it is referred to; each of a composite key's columns or none. */
function setRelation(
  dataSource: DataSource,
  row: ObjectLiteral,
  joins: readonly ColumnMetadata[],
  random: Random,
): void {
  const chance = random();
  if (chance < 0.2 && joins.every(({ isNullable }) => isNullable)) return;
  const other: ObjectLiteral = {};
  for (const { referencedColumn } of joins)
    referencedColumn!.setEntityValue(other, sampleValue(dataSource, referencedColumn!, random));
  row[joins[0]!.relationMetadata!.propertyName] = other;
}

/** A row that gives every column, or leaves some out that may be. What differs from run to run is given. */
export function sampleRow(
  dataSource: DataSource,
  { columns, relations }: EntityMetadata,
  random: Random,
): ObjectLiteral {
  const row: ObjectLiteral = {};
  const composite = relations.filter(({ joinColumns }) => joinColumns.length > 1);
  for (const { joinColumns } of composite) setRelation(dataSource, row, joinColumns, random);
  for (const column of columns) {
    if (composite.some(({ joinColumns }) => joinColumns.includes(column))) continue;
    if (!column.isInsert || column.asExpression || column.isDiscriminator) continue;
    if (column.isGenerated && column.generationStrategy !== 'uuid') continue;
    const mayLack = !isVolatile(column) && (column.isNullable || column.default !== undefined || column.isVersion);
    const chance = random();
    if (mayLack && chance < 0.25) continue;
    const value = column.isNullable && chance < 0.4 ? null : sampleValue(dataSource, column, random);
    if (value !== undefined) column.setEntityValue(row, value);
  }
  return row;
}
