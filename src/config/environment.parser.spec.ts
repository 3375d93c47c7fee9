import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'pg-connection-string';
import { databaseOptions } from './database.options';
import { EnvironmentError } from './environment.error';
import { parseEnvironment, parseLogging } from './environment.parser';
import { environmentSchema } from './environment.schema';

const CA = join(__dirname, '../../test/app/fixtures/tls/ca.pem');
const PRODUCTION = { ENVIRONMENT: 'production', DATABASE_URL: 'postgres://app:hunter2secret@db:5432/app' };

function faultsOf(variables: Record<string, string>): readonly string[] {
  try {
    parseEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
  return [];
}

describe('parseEnvironment', () => {
  it('has a default for all that development needs', () => {
    expect(parseEnvironment({})).toEqual({
      ENVIRONMENT: 'development',
      PORT: 3000,
      LISTEN_HOST: '127.0.0.1',
      TRUST_PROXY: 0,
      KEEP_ALIVE_TIMEOUT_MS: 65_000,
      THROTTLE_LIMIT: 300,
      THROTTLE_TTL_MS: 60_000,
      SHUTDOWN_TIMEOUT_MS: 8000,
      LOG_FORMAT: 'text',
      LOG_LEVEL: 'log',
      DATABASE_POOL_SIZE: 10,
      DATABASE_ON_PENDING: 'unready',
    });
  });

  it('reads text as the types of the schema, and leaves out what the schema does not name', () => {
    const environment = parseEnvironment({ PORT: ' 8080 ', DATABASE_LOCK_TIMEOUT_MS: '250', HOME: '/root' });
    expect(environment).toMatchObject({ PORT: 8080, DATABASE_LOCK_TIMEOUT_MS: 250 });
    expect(environment).not.toHaveProperty('HOME');
  });

  it.each([
    'PORT',
    'API_KEY',
    'DATABASE_URL',
    'DATABASE_SSL_CA',
    'LOG_FORMAT',
    'DATABASE_LOCK_TIMEOUT_MS',
    'SHADOW_DATABASE_URL',
  ])('takes an empty %s for one that is not set', (name) =>
    expect(parseEnvironment({ [name]: '' })).toEqual(parseEnvironment({})),
  );

  it.each([
    [{ ENVIRONMENT: 'development', NODE_ENV: 'production' }, 'production'],
    [{ ENVIRONMENT: 'test', NODE_ENV: 'development' }, 'test'],
    [{ NODE_ENV: 'staging' }, 'staging'],
  ])('resolves the environment %j to %s', (variables, name) => {
    expect(parseEnvironment({ DATABASE_URL: PRODUCTION.DATABASE_URL, ...variables }).ENVIRONMENT).toBe(name);
  });

  it.each([
    ['https://app.example.com  http://localhost:5173', ['https://app.example.com', 'http://localhost:5173']],
    ['*', ['*']],
  ])('takes CORS_ORIGINS="%s"', (CORS_ORIGINS, origins) => {
    expect(parseEnvironment({ CORS_ORIGINS }).CORS_ORIGINS).toEqual(origins);
  });

  it.each([
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com:443',
    'https://APP.example.com',
    'ftp://example.com',
    'null',
    'https://*.example.com',
    '*',
  ])('refuses %s among CORS_ORIGINS, by which a browser would never ask', (origin) => {
    expect(faultsOf({ CORS_ORIGINS: `http://localhost:5173 ${origin}` })).toEqual([
      `CORS_ORIGINS: found "${origin}", expected origins such as https://app.example.com, without a path, or * alone`,
    ]);
  });

  it('names the faulty one of DATABASE_REPLICA_URLS, and repeats none of them', () => {
    const urls = [PRODUCTION.DATABASE_URL, 'mysql://app:hunter2secret@db/app'];
    for (const [place, list] of [urls, urls.toReversed()].entries()) {
      const faults = faultsOf({ ...PRODUCTION, DATABASE_REPLICA_URLS: list.join(' ') });
      expect(faults).toEqual([
        `DATABASE_REPLICA_URLS: does not begin with postgres:// or postgresql:// (URL ${2 - place})`,
      ]);
    }
  });

  it.each(['production', 'staging', 'prodution'])('wants a DATABASE_URL in %s', (ENVIRONMENT) => {
    expect(faultsOf({ ENVIRONMENT })).toEqual([
      `DATABASE_URL: not set, expected postgres://user:password@host:5432/database (environment "${ENVIRONMENT}")`,
    ]);
  });

  it('lists every fault at once, each with what was found and what was expected', () => {
    expect(
      faultsOf({
        PORT: 'http',
        LOG_FORMAT: 'xml',
        DATABASE_POOL_SIZE: '0',
        DATABASE_SCHEMA: 'a"b',
        THROTTLE_LIMIT: '1.5',
      }),
    ).toEqual([
      'PORT: found "http", expected a whole number from 0 to 65535',
      'THROTTLE_LIMIT: found "1.5", expected a whole number from 1 to 10000',
      'LOG_FORMAT: found "xml", expected one of text, json',
      'DATABASE_SCHEMA: found "a"b", expected the name of a schema, 63 bytes at most, without quotes and dots',
      'DATABASE_POOL_SIZE: found "0", expected a whole number from 1 to 1000',
    ]);
  });

  it.each([
    ['PORT', 0, 65_535],
    ['TRUST_PROXY', 0, 16],
    ['KEEP_ALIVE_TIMEOUT_MS', 1000, 3_600_000],
    ['THROTTLE_LIMIT', 1, 10_000],
    ['THROTTLE_TTL_MS', 1, 86_400_000],
    ['SHUTDOWN_TIMEOUT_MS', 100, 600_000],
    ['DATABASE_POOL_SIZE', 1, 1000],
    ['DATABASE_LOCK_TIMEOUT_MS', 1, 2_147_483_647],
    ['DATABASE_STATEMENT_TIMEOUT_MS', 0, 2_147_483_647],
  ])('takes %s from %i to %i, and no other', (name, min, max) => {
    for (const value of [min, max]) expect(parseEnvironment({ [name]: String(value) })).toHaveProperty(name, value);
    for (const value of [min - 1, max + 1]) {
      const expected = `${name}: found "${value}", expected a whole number from ${min} to ${max}`;
      expect(faultsOf({ [name]: String(value) })).toEqual([expected]);
    }
  });

  it.each([
    ['LOG_LEVEL', ['verbose', 'debug', 'log', 'warn', 'error', 'fatal']],
    ['LOG_FORMAT', ['text', 'json']],
    ['DATABASE_ON_PENDING', ['unready', 'fail', 'ignore']],
  ])('takes for %s one of its words', (name, words) => {
    for (const word of words) expect(parseEnvironment({ [name]: ` ${word} ` })).toHaveProperty(name, word);
    expect(faultsOf({ [name]: 'no' })).toEqual([`${name}: found "no", expected one of ${words.join(', ')}`]);
  });

  it.each([
    ['NODE_ENV', 'a'.repeat(100), 'a'.repeat(101), 'a name such as development, test or production'],
    ['NODE_ENV', 'my staging', 'a\u{1b}', 'a name such as development, test or production'],
    ['NODE_ENV', 'a', '\u{1b}a', 'a name such as development, test or production'],
    ['LISTEN_HOST', '::', 'fe80::1%eth0', 'a host name or an IP address'],
    ['DATABASE_SCHEMA', `${'ü'.repeat(31)}a`, 'ü'.repeat(32), 'the name of a schema, 63 bytes at most, without'],
    ['API_KEY', 'k'.repeat(16), 'k'.repeat(15), 'at least 16 characters without spaces'],
  ])('takes a %s of the right length and letters: %j, not %j', (name, right, wrong, expected) => {
    const url = { DATABASE_URL: PRODUCTION.DATABASE_URL };
    expect(parseEnvironment({ ...url, [name]: right })).toHaveProperty(name, right);
    expect(faultsOf({ ...url, [name]: wrong })).toEqual([
      expect.stringMatching(`^${name}: found .*, expected ${expected}`),
    ]);
  });

  it('passes over white space around a value, as a file or a panel of a cloud leaves it', () => {
    const values = { API_KEY: 'k'.repeat(16), LISTEN_HOST: '::', DATABASE_SCHEMA: 'app', ...PRODUCTION };
    const padded = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, ` ${value}\n`]));
    expect(parseEnvironment(padded)).toMatchObject(values);
  });

  it('lets others in by themselves only where a key is asked for', () => {
    expect(parseEnvironment({ ENVIRONMENT: 'test' }).LISTEN_HOST).toBe('127.0.0.1');
    expect(parseEnvironment(PRODUCTION).LISTEN_HOST).toBeUndefined();
  });

  it('puts the faults into one text, with what helps', () => {
    expect(() => parseEnvironment({ PORT: 'x', TRUST_PROXY: 'y' })).toThrow(
      expect.objectContaining({
        name: 'EnvironmentError',
        message: [
          'The environment is not usable:',
          '  - PORT: found "x", expected a whole number from 0 to 65535',
          '  - TRUST_PROXY: found "y", expected a whole number from 0 to 16',
          '  -> Every variable with its default: .env.example; set it in the environment or in .env',
        ].join('\n'),
      }) as Error,
    );
  });

  it('tells what was found before, too', () => {
    expect(() => parseEnvironment({ PORT: 'x' }, ['.env:3: found no assignment'])).toThrow(
      /\.env:3: found no assignment[^]*PORT: found "x"/,
    );
    expect(() => parseEnvironment({}, ['.env:3: found no assignment'])).toThrow('.env:3: found no assignment');
  });

  it('knows how to log although what says so is faulty', () => {
    expect(parseLogging({ LOG_LEVEL: 'debug', LOG_FORMAT: 'shiny' })).toEqual({
      LOG_LEVEL: 'debug',
      LOG_FORMAT: parseEnvironment({}).LOG_FORMAT,
    });
  });

  it('tells where a variable was set, in front of its fault', () => {
    const places = new Map([
      ['PORT', '.env:3'],
      ['LOG_LEVEL', '.env:4'],
    ]);
    expect(() => parseEnvironment({ PORT: 'abc', LOG_FORMAT: 'xml', LOG_LEVEL: 'log' }, [], places)).toThrow(
      expect.objectContaining({
        faults: [
          '.env:3: PORT: found "abc", expected a whole number from 0 to 65535',
          'LOG_FORMAT: found "xml", expected one of text, json',
        ],
      }) as Error,
    );
  });

  it('takes no DATABASE_LOCK_TIMEOUT_MS of 0, with which a wait would have no end', () => {
    expect(faultsOf({ DATABASE_LOCK_TIMEOUT_MS: '0', DATABASE_STATEMENT_TIMEOUT_MS: '0' })).toEqual([
      'DATABASE_LOCK_TIMEOUT_MS: found "0", expected a whole number from 1 to 2147483647',
    ]);
  });

  it.each([
    ['mysql://app:hunter2secret@db/app', 'does not begin with postgres:// or postgresql://'],
    ['postgres://app:hunter2secret#1@db:5432/app', 'is not a URL'],
    ['postgres://app:12/hunter2secret@db:5432/app', 'is not a URL'],
    ['postgres://app:12?hunter2secret@db:5432/app', 'is not a URL'],
    ['postgres://app:12#hunter2secret@db:5432/app', 'is not a URL'],
    ['postgres://app:100%hunter2secret@db:5432/app', 'is not a URL'],
    ['postgres://app:123456/hunter2secret@db:5432/app', 'is not a URL'],
    ['postgres://app:hunter2secret@db:99999/app', 'has a port that is no whole number from 0 to 65535'],
    ['postgres://app:hunter2secret@[::1]:54x2', 'has a port that is no whole number from 0 to 65535'],
    ['postgres://app:hunter2secret', 'has a port that is no whole number from 0 to 65535'],
    ['postgres://app:hunter2secret@[::1/app', 'is not a URL'],
    ['postgres://app:hunter2secret@/app', 'is not a URL'],
    ['postgres://a%p:hunter2secret@db/app', 'is not a URL'],
    ['postgres://app:hunter2secret@d%b/app', 'is not a URL'],
    ['postgres://app:hunter2secret@db/a%p', 'is not a URL'],
    ['jdbc:postgresql://db:5432/app?password=hunter2secret', 'does not begin with postgres:// or postgresql://'],
    ['postgres:hunter2secret', 'does not begin with postgres:// or postgresql://'],
    ['postgres://app:hunter2secret@one:5432,two:5432/app', 'names several hosts, expected one'],
    ['postgres://app:hunter2secret@one,two/app?target_session_attrs=read-write', 'names several hosts'],
    ['postgres://app:hunter2secret@/app?host=one,two', 'names several hosts'],
    ['postgres://app:hunter2secret@/app?host=one%2Ctwo', 'names several hosts'],
    ['postgres://one,two/app?password=hunter2secret', 'names several hosts'],
    ['postgres://app:1,2/hunter2secret@db:5432/app', 'is not a URL'],
    ['postgres://app:hunter2secret@db/app?sslmode=allow', 'has sslmode=allow, expected one of disable, prefer,'],
  ])('refuses a DATABASE_URL without repeating its secret: %s', (DATABASE_URL, fault) => {
    const faults = faultsOf({ DATABASE_URL });
    expect(faults).toEqual([expect.stringContaining(`DATABASE_URL: ${fault}`)]);
    expect(faults.join()).not.toContain('hunter2');
  });

  it.each([
    ['postgres://app:secret@/app?host=/cloudsql/project:region:db', '/cloudsql/project:region:db'],
    ['postgres://app:secret@/app?sslmode=disable&host=/var/run/postgresql', '/var/run/postgresql'],
    ['postgres://app:secret@%2Fvar%2Frun%2Fpostgresql/app', '/var/run/postgresql'],
    ['postgres:///app?host=/var/run/postgresql&user=app&password=secret', '/var/run/postgresql'],
  ])('takes a DATABASE_URL that leads to a socket: %s', (DATABASE_URL, host) => {
    const { DATABASE_URL: url, ...environment } = parseEnvironment({ DATABASE_URL });
    const { user, password, database, ...address } = parse(databaseOptions(environment, url!).url as string);
    expect([address.host, user, password, database]).toEqual([host, 'app', 'secret', 'app']);
    const replicas = parseEnvironment({ DATABASE_REPLICA_URLS: `${DATABASE_URL} ${DATABASE_URL}` });
    expect(replicas.DATABASE_REPLICA_URLS).toEqual([url, url]);
  });

  it('takes the schema that DATABASE_URL names as Prisma has it, and refuses another one beside it', () => {
    const DATABASE_URL = 'postgres://app:hunter2secret@db/app?schema=shop&sslmode=require';
    expect(parseEnvironment({ DATABASE_URL })).toMatchObject({ DATABASE_URL, DATABASE_SCHEMA: 'shop' });
    expect(parseEnvironment({ DATABASE_URL, DATABASE_SCHEMA: 'shop' }).DATABASE_SCHEMA).toBe('shop');
    expect(
      parseEnvironment({ DATABASE_URL: 'postgres://db/app', DATABASE_SCHEMA: '' }).DATABASE_SCHEMA,
    ).toBeUndefined();
    const fills = `postgres://db/app?schema=${'a'.repeat(63)}`;
    expect(faultsOf({ DATABASE_URL: fills })).toEqual([]);
    expect(faultsOf({ DATABASE_URL: `${fills}a` })).toEqual([expect.stringContaining('63 bytes at most')]);
    expect(faultsOf({ DATABASE_URL, DATABASE_SCHEMA: 'app' })).toEqual([
      'DATABASE_SCHEMA: found "app", and schema=shop in DATABASE_URL, expected one of the two',
    ]);
    expect(faultsOf({ DATABASE_URL: 'hunter2secret', DATABASE_SCHEMA: 'app' })).toEqual([
      'DATABASE_URL: does not begin with postgres:// or postgresql://',
    ]);
    expect(faultsOf({ DATABASE_URL: DATABASE_URL.replace('shop', 'a.b') })).toEqual([
      'DATABASE_URL: has schema=a.b, expected the name of a schema, 63 bytes at most, without quotes and dots',
    ]);
  });

  it('takes a SHADOW_DATABASE_URL in every environment, needs it in none, and refuses what is no URL, without its secret', () => {
    const url = 'postgres://scratch:hunter2secret@db:5432/postgres';
    expect(parseEnvironment({ ...PRODUCTION, SHADOW_DATABASE_URL: url }).SHADOW_DATABASE_URL).toBe(url);
    expect(parseEnvironment(PRODUCTION)).not.toHaveProperty('SHADOW_DATABASE_URL');
    const faults = faultsOf({ SHADOW_DATABASE_URL: url.replace('postgres:', 'mysql:') });
    expect(faults).toEqual(['SHADOW_DATABASE_URL: does not begin with postgres:// or postgresql://']);
  });

  it('refuses a short API_KEY without repeating it', () => {
    expect(faultsOf({ API_KEY: 'hunter2' })).toEqual([
      'API_KEY: found a value that is not shown here, expected at least 16 characters without spaces (openssl rand -base64 32)',
    ]);
  });

  it('refuses an API_KEY that no header can carry', () => {
    expect(faultsOf({ API_KEY: 'hunter2 hunter2 hunter2' })).toEqual([expect.stringContaining('without spaces')]);
  });

  it('shows a faulty value so that it can neither start a line nor fill the screen', () => {
    const [fault] = faultsOf({ PORT: `1\n\u001b[2J${'x'.repeat(1000)}` });
    expect(fault).toMatch(/^PORT: found "1\\u\{a\}\\u\{1b\}\[2Jx+… \(1006 characters\)", expected/);
  });

  it('refuses a DATABASE_SSL_CA that can not be read, and sslmode=verify-ca without one', () => {
    const url = `${PRODUCTION.DATABASE_URL}?sslmode=verify-ca`;
    expect(faultsOf({ DATABASE_SSL_CA: '/nowhere/ca.pem' })).toEqual([
      'DATABASE_SSL_CA: "/nowhere/ca.pem" can not be read (ENOENT), expected a file in PEM form',
    ]);
    expect(faultsOf({ DATABASE_SSL_CA: __dirname })).toEqual([expect.stringContaining('can not be read (EISDIR)')]);
    expect(faultsOf({ DATABASE_SSL_CA: __filename })).toEqual([expect.stringContaining('holds no certificate')]);
    expect(faultsOf({ DATABASE_URL: url })).toEqual([expect.stringContaining('DATABASE_SSL_CA: not set, expected')]);
    expect(faultsOf({ DATABASE_URL: url, DATABASE_SSL_CA: CA })).toEqual([]);
    expect(faultsOf({ DATABASE_URL: `${url}&sslrootcert=${CA}` })).toEqual([]);
    expect(faultsOf({ DATABASE_URL: `${url}&sslrootcert=` })).toHaveLength(1);
  });

  it.each([
    [
      'DATABASE_REPLICA_URLS',
      'postgres://app:secret@one/app postgres://app:secret@two/app?sslmode=verify-ca',
      'DATABASE_SSL_CA: not set, expected the path of a PEM file, which sslmode=verify-ca needs',
    ],
    [
      'DATABASE_REPLICA_URLS',
      'postgres://app:secret@one/app?sslmode=verify-ca postgres://app:secret@two/app',
      'DATABASE_SSL_CA: not set, expected',
    ],
    [
      'SHADOW_DATABASE_URL',
      'postgres://app:secret@db/postgres?sslmode=verify-ca',
      'SHADOW_DATABASE_URL: has sslmode=verify-ca, which needs DATABASE_SSL_CA',
    ],
  ])('refuses sslmode=verify-ca in %s without a CA', (name, value, fault) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(fault)]);
    expect(faultsOf({ [name]: value, DATABASE_SSL_CA: CA })).toEqual([]);
    const own = value.replaceAll('verify-ca', `verify-ca&sslrootcert=${CA}`);
    expect(faultsOf({ [name]: own })).toEqual([]);
    // What is no URL at all has that fault alone.
    expect(faultsOf({ [name]: `secret ${value}` })).toHaveLength(1);
  });

  it('carries nothing secret in any part of the error', () => {
    const variables = { ...PRODUCTION, API_KEY: 'hunter2', PORT: 'x', DATABASE_URL: 'hunter2secret' };
    const error = (() => {
      try {
        return parseEnvironment(variables);
      } catch (fault) {
        return fault as EnvironmentError;
      }
    })() as EnvironmentError;
    expect(error.exitCode).toBe(2);
    expect(error.faults).toHaveLength(3);
    expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toContain('hunter2');
  });
});

describe('.env.example', () => {
  const lines = readFileSync(join(__dirname, '../../.env.example'), 'utf8').split('\n');
  const example = lines.flatMap((line) => [...(/^# ([A-Z_]+)=(.*)$/.exec(line)?.slice(1, 3).values() ?? [])]);
  const entries = Array.from({ length: example.length / 2 }, (_, index) => example.slice(index * 2, index * 2 + 2));
  const described = environmentSchema.describe().keys as Record<string, { flags?: { default?: unknown } }>;

  it('names each variable of the schema once and in its order, and no other', () => {
    expect(entries.map(([name]) => name)).toEqual(Object.keys(described));
  });

  it('shows the default of each variable that has one', () => {
    const defaults = Object.entries(described).filter(([, { flags }]) => flags?.default !== undefined);
    for (const [name, { flags }] of defaults) {
      expect(Object.fromEntries(entries)).toHaveProperty(name, String(flags?.default));
    }
    expect(defaults.length).toBeGreaterThan(0);
  });

  it('is a valid environment when all of it is uncommented', () => {
    expect(parseEnvironment(Object.fromEntries(entries))).toMatchObject(parseEnvironment({}));
  });

  it('sets nothing by itself', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});
