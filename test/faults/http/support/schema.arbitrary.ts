import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

/** The part of OpenAPI's schemas that this API uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** Texts that have broken something somewhere: NUL, lone surrogates, SQL, templates, paths, sizes just over a limit. */
const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff',
  '\u202e',
  'e\u0301'.repeat(60),
  'a' + '\ufe0f'.repeat(300),
  '𝒳'.repeat(255),
  'x'.repeat(121),
  'x'.repeat(50_000),
  "'; DROP TABLE users; --",
  "' OR ''='",
  '\\',
  '%',
  '$1',
  '${7*7}',
  '{{7*7}}',
  '../../etc/passwd',
  'null',
  'NaN',
  'Infinity',
  '-0',
  '1e400',
  '9'.repeat(400),
  '0x1F',
  '2026-02-30',
  '0000-01-01',
  '99999-01-01',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '{00000000-0000-0000-0000-000000000000}',
];

export const hostileText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);

/** Any JSON, with what breaks careless code first. */
export const hostileValue: Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, 0, -1, 1.5, 1e-7, 1e21, -1e308, Number.MAX_SAFE_INTEGER + 1, {}, [], [[]], { length: 5 }),
  fc.constantFrom({ $ne: null }, { toString: 'x' }, { constructor: { prototype: {} } }, { type: 'or', value: 1 }),
  fc.jsonValue(),
);

const boundaries = (low: number, high: number) => [low, high, low - 1, high + 1];

function textOf({ format, pattern, minLength = 0, maxLength = 200 }: Schema): Arbitrary<unknown> {
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  if (format === 'uuid') return fc.uuid();
  if (format === 'email') return fc.emailAddress();
  const sizes = boundaries(minLength, maxLength).filter((size) => size >= 0);
  return fc.oneof(
    fc.string({ minLength, maxLength }),
    fc.constantFrom(...sizes).map((size) => 'a'.repeat(size)),
  );
}

function numberOf({ type, minimum: min = -1e6, maximum: max = 1e6 }: Schema): Arbitrary<unknown> {
  const whole = fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  const real = fc.double({ min, max, noNaN: true });
  return fc.oneof(
    { weight: 5, arbitrary: type === 'integer' ? whole : real.map((value) => Number(value.toFixed(2))) },
    { weight: 1, arbitrary: real },
    { weight: 1, arbitrary: fc.constantFrom(...boundaries(min, max)) },
  );
}

/** Values that the schema allows, and some that are just outside of it. */
export function near(schema: Schema): Arbitrary<unknown> {
  const values = schema.enum
    ? fc.constantFrom(...schema.enum)
    : schema.type === 'boolean'
      ? fc.boolean()
      : schema.type === 'number' || schema.type === 'integer'
        ? numberOf(schema)
        : textOf(schema);
  return schema.nullable ? fc.option(values) : values;
}
