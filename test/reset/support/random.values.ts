import { quoteLiteral } from '../../../src/database-lifecycle/sql/identifier';
import type { Chance } from './chance';
import type { ValueTypes } from './value.types';

type Make = (chance: Chance, modifier: number) => string;

const WORDS = ['', ' ', "o'hara", 'Grüße, 世界 🌍', 'tab\tline\nend', '{"a", \\b}', 'NULL', "'); --", 'äöü'];

const text: Make = (chance) =>
  chance.happens(0.3) ? chance.pick(WORDS) + chance.pick(['', chance.word()]) : chance.word();
const integer =
  (limit: number): Make =>
  (chance) =>
    String(chance.happens(0.1) ? chance.pick([0, limit, -limit]) : chance.integer(-5, 2_000));
const digits: Make = (chance) => String(chance.integer(0, 99));
const pair: Make = (chance, modifier) => `(${digits(chance, modifier)},${chance.integer(-99, 99)})`;
const day: Make = (chance) =>
  `${chance.integer(1900, 2099)}-${String(chance.integer(1, 12)).padStart(2, '0')}-${String(chance.integer(1, 28)).padStart(2, '0')}`;
const time: Make = (chance) =>
  [23, 59, 59].map((most) => String(chance.integer(0, most)).padStart(2, '0')).join(':') +
  `.${chance.integer(0, 999_999)}`;
const hex = (chance: Chance, pairs: number, separator = ''): string =>
  Array.from({ length: pairs }, () => chance.integer(0, 255).toString(16).padStart(2, '0')).join(separator);
const bits: Make = (chance) => Array.from({ length: chance.integer(1, 16) }, () => chance.integer(0, 1)).join('');
const json: Make = (chance) =>
  JSON.stringify(
    chance.pick([
      { [chance.word()]: [1, null, { pulse: chance.integer(0, 200) }], pulse: chance.integer(0, 200) },
      [chance.word(), true],
      chance.word(),
      null,
      {},
    ]),
  );

/** A modifier of numeric holds the precision and the scale, see numerictypmodin() in PostgreSQL's numeric.c. */
const numeric: Make = (chance, modifier) => {
  const packed = modifier - 4;
  const [precision, scale] = modifier < 0 ? [12, 6] : [(packed >> 16) & 0xffff, packed & 0x7ff];
  const whole = chance.happens(0.4) ? 0 : chance.integer(0, 10 ** Math.min(precision - scale, 4) - 1);
  const sign = chance.happens(0.2) ? '-' : '';
  return `${sign}${whole}${scale > 0 ? `.${String(chance.integer(0, 10 ** Math.min(scale, 6) - 1)).padStart(Math.min(scale, 6), '0')}` : ''}`;
};

/** Input texts of the types that the corpus uses, by pg_type's name. */
const MAKERS: Readonly<Record<string, Make>> = {
  int2: integer(32_767),
  int4: integer(2_147_483_647),
  int8: (chance) => (chance.happens(0.1) ? '9223372036854775807' : String(chance.integer(-5, 2_000))),
  numeric,
  float4: (chance) => chance.pick(['NaN', 'Infinity', '-0', '1e-30', digits(chance, -1)]),
  float8: (chance) => chance.pick(['NaN', '-Infinity', '0.1', '1e300', digits(chance, -1)]),
  money: digits,
  bool: (chance) => chance.pick(['true', 'false']),
  text,
  varchar: text,
  bpchar: text,
  citext: text,
  name: (chance) => chance.word(),
  date: day,
  time,
  timetz: (chance) => `${time(chance, -1)}+0${chance.integer(0, 9)}`,
  timestamp: (chance) => (chance.happens(0.1) ? 'infinity' : `${day(chance, -1)} ${time(chance, -1)}`),
  timestamptz: (chance) => `${day(chance, -1)} ${time(chance, -1)}+0${chance.integer(0, 9)}`,
  interval: (chance) => `${chance.integer(-9, 9)} months ${chance.integer(-9, 99)} days ${time(chance, -1)}`,
  uuid: (chance) => hex(chance, 16),
  json,
  jsonb: json,
  jsonpath: (chance) => `$.${chance.word()}[*] ? (@ > ${digits(chance, -1)})`,
  xml: (chance) => `<a b="${chance.word()}">${digits(chance, -1)}</a>`,
  bytea: (chance) => `\\x${hex(chance, chance.happens(0.1) ? 3_000 : chance.integer(0, 9))}`,
  hstore: (chance) => `"${chance.word()}"=>"${digits(chance, -1)}","b"=>NULL`,
  ltree: (chance) => `${chance.word()}.${chance.word()}`,
  cube: pair,
  inet: (chance) => `10.${digits(chance, -1)}.${digits(chance, -1)}.7/24`,
  cidr: (chance) => `10.${digits(chance, -1)}.${digits(chance, -1)}.0/24`,
  macaddr: (chance) => hex(chance, 6, ':'),
  macaddr8: (chance) => hex(chance, 8, ':'),
  bit: bits,
  varbit: bits,
  point: pair,
  line: (chance) => `{1,${digits(chance, -1)},3}`,
  lseg: (chance) => `[${pair(chance, -1)},(1,2)]`,
  box: (chance) => `${pair(chance, -1)},(1,2)`,
  path: (chance) => `[${pair(chance, -1)},(1,2),(3,4)]`,
  polygon: (chance) => `(${pair(chance, -1)},(1,2),(3,4))`,
  circle: (chance) => `<${pair(chance, -1)},5>`,
  tsvector: (chance) => `${chance.word()}:1A ${chance.word()}:2`,
  tsquery: (chance) => `${chance.word()} & !${chance.word()}`,
};

/** @returns an SQL expression of the type, without its modifier */
export function randomValue(types: ValueTypes, oid: string, modifier: number, chance: Chance): string {
  const { name, kind, of, isArray, labels } = types.get(oid)!;
  if (kind === 'enum') return quoteLiteral(chance.pick(labels));
  if (kind === 'domain') return randomValue(types, of!, modifier, chance);
  if (kind === 'range') {
    const bounds = [1, 2].map(() => `${randomValue(types, of!, -1, chance)}::${types.get(of!)!.name}`);
    const [low, high] = [`LEAST(${bounds.join(', ')})`, `GREATEST(${bounds.join(', ')})`];
    const open = chance.happens(0.1);
    return chance.happens(0.05) ? `'empty'` : `${name}(${low}, ${open ? 'NULL' : high}, ${quoteLiteral('[)')})`;
  }
  if (kind === 'multirange') {
    const ranges = Array.from({ length: chance.integer(0, 2) }, () => randomValue(types, of!, -1, chance));
    return `${name}(${ranges.map((range) => `${range}::${types.get(of!)!.name}`).join(', ')})`;
  }
  if (isArray) {
    const elements = Array.from({ length: chance.integer(0, 3) }, () => randomElement(types, of!, modifier, chance));
    return `ARRAY[${elements.join(', ')}]`;
  }
  const make = MAKERS[name];
  if (!make) throw new Error(`No random values of the type ${name} are known`);
  return quoteLiteral(make(chance, modifier));
}

const randomElement = (types: ValueTypes, oid: string, modifier: number, chance: Chance): string =>
  chance.happens(0.1) ? 'NULL' : randomValue(types, oid, modifier, chance);
