import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { environmentSchema } from '../../../../src/config/environment.schema';

/** Part of every secret: found in no output, whatever is wrong with the value around it. */
export const CANARY = 'hunter2canary';

/** What people and systems put in the place of a value. */
const STRANGE = [
  '',
  ' ',
  '\t\n',
  '0',
  '-1',
  '-0',
  '1e3',
  '1.5',
  '0x10',
  'NaN',
  'Infinity',
  '99999999999999999999',
  'true',
  'null',
  'undefined',
  '${HOME}',
  '$(id)',
  '"quoted"',
  "'quoted'",
  'a\nb',
  'a\r\nFATAL b',
  '\u001b[2J\u001b[31mred',
  '\u0007',
  '\u202egnp.exe',
  '\ufeffdevelopment',
  'ünïcödé',
  '💥'.repeat(20),
  'x'.repeat(100_000),
  '/',
  '/nowhere/ca.pem',
  'C:\\ca.pem',
  '%ff',
  'constructor',
  '__proto__',
];
export const strange: Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...STRANGE) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replaceAll('\0', '')) },
);

const junk = fc.string({ unit: fc.constantFrom(...'@:/?#%[]\\ \'"\n\t&=+1aé'), maxLength: 4 });
/** What ends a part of a URL early, so that the rest of the password is read as another part. */
const cut = fc.constantFrom('/', '1/', '?', '1?', '#', '1#', '@', '%');

/** A password as it is typed, not as a URL wants it. */
const password = fc.tuple(fc.oneof(junk, cut), junk).map(([before, after]) => `${before}${CANARY}${after}`);

/** URLs of this machine, most of them broken in a way that people break them. */
export const url: Arbitrary<string> = fc
  .record({
    scheme: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('postgres://', 'postgresql://') },
      { weight: 1, arbitrary: fc.constantFrom('mysql://', 'http://', 'POSTGRES://', 'postgres:', '//', '', 'socket:') },
    ),
    user: fc.constantFrom('app', 'app', '', 'a%40b', '%ff', 'ü'),
    password: fc.oneof(password, password.map(encodeURIComponent)),
    host: fc.constantFrom('127.0.0.1', '127.0.0.1', 'localhost', '[::1]', '', '[', '127.0.0.1,127.0.0.1', '%2Ftmp'),
    port: fc.constantFrom(':1', ':1', '', ':0', ':65535', ':65536', ':99999', ':-1', ':x', ':1:2'),
    path: fc.constantFrom(
      '/db',
      '/db',
      '',
      '/',
      '//db',
      '/%ff',
      '/d%62',
      '/d b',
      '/ü',
      '/a/b',
      `/${'x'.repeat(5_000)}`,
    ),
    query: fc.constantFrom(
      '',
      '',
      '?',
      '?sslmode=require',
      '?sslmode=verify-ca',
      '?sslmode=nonsense',
      '?sslmode=disable&sslmode=require',
      '?port=99999',
      '?port=x',
      '?host=/nowhere',
      '?sslrootcert=/nowhere',
      '?sslrootcert=/',
      '?sslcert=/nowhere',
      '?uselibpqcompat=true&sslmode=verify-ca',
      '?options=-c%20nonsense',
      '?%ff=%ff',
      `?password=${CANARY}`,
      '#',
    ),
  })
  .map(
    (parts) => `${parts.scheme}${parts.user}:${parts.password}@${parts.host}${parts.port}${parts.path}${parts.query}`,
  );

const SECRET: Readonly<Record<string, Arbitrary<string>>> = {
  API_KEY: fc.oneof(password, fc.constant(CANARY.repeat(2)), fc.constant(CANARY.slice(0, 13))),
  DATABASE_URL: url,
  DATABASE_REPLICA_URLS: fc.array(url, { minLength: 1, maxLength: 3 }).map((urls) => urls.join(' ')),
  SHADOW_DATABASE_URL: url,
};

export const VARIABLES = Object.keys(environmentSchema.describe().keys as object);

/** Each variable of the schema: most of them not set, the secret ones with the canary in them. */
export const variables: Arbitrary<Record<string, string>> = fc
  .record(
    Object.fromEntries(
      VARIABLES.map((name) => [name, fc.option(SECRET[name] ?? strange, { nil: undefined, freq: 2 })]),
    ),
    { requiredKeys: [] },
  )
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never);
