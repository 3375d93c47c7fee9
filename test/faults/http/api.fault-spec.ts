import * as fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { extent, faultsSeed } from '../support/extent';
import { ApiDocument, type Operation } from './support/api.document';
import { startAppProcess, type AppProcess } from './support/app.process';
import { hostileText, hostileValue, near } from './support/schema.arbitrary';

interface Call {
  readonly path: string;
  readonly query: string;
  readonly body?: string;
  readonly type: string;
}

const JSON_TYPE = 'application/json';
const TYPES = [
  JSON_TYPE,
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/json; charset=none',
  '',
];
const BODIES = [
  '',
  '{',
  'null',
  '"x"',
  '[]',
  '[1]',
  '{"a":1}}',
  '\0',
  '{"__proto__":{"admin":true}}',
  '['.repeat(5_000),
];
/** Those of users, pets and health; a feature that is generated has its own specs. */
const OPERATIONS = [
  'get /users',
  'post /users',
  'get /users/{id}',
  'patch /users/{id}',
  'delete /users/{id}',
  'get /pets',
  'post /pets',
  'get /pets/{id}',
  'patch /pets/{id}',
  'delete /pets/{id}',
  'get /health/live',
  'get /health/ready',
];
const PATHS = ['%ff', '%00', '..%2f..', '%', 'a%2fb'];
const QUERIES = [
  '%ff',
  'page=%00',
  'page=1&page=2',
  'page[]=1',
  'sort[a]=1',
  '__proto__=1',
  '&&&=',
  'limit=1e1',
  'page=+1',
];

/** Mostly as described, one value in four anything at all. */
const mostly = (described: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.oneof({ weight: 3, arbitrary: described }, { weight: 1, arbitrary: hostileValue });

/** As part of a URL; a lone surrogate has no form there. */
const encode = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return encodeURIComponent(Buffer.from(text).toString());
};

/** Empty, or with dots alone, it would be part of another path. */
const segment = (text: string): string => (/^\.*$/.test(text) ? '%20' : encode(text));

describe('the API, called as its document says and as nobody should', () => {
  let database: TestDatabase;
  let app: AppProcess;
  let api: ApiDocument;
  let ids: string[];
  /** Operations that took at least one of their calls. */
  const accepted = new Set<string>();

  beforeAll(async () => {
    database = await createEmptyDatabase();
    app = await startAppProcess({ DATABASE_URL: database.url, THROTTLE_TTL_MS: '1' }, { described: true });
    api = new ApiDocument(await (await fetch(`${app.address}/docs-json`)).json());
    // Some that may be deleted, and some whose owner may be.
    await database.query(`WITH made AS (
      INSERT INTO users (email, full_name) SELECT n || '@example.com', 'User ' || n FROM generate_series(1, 60) n
      RETURNING id, email
    ) INSERT INTO pets (name, species, owner_id) SELECT email, 'cat', id FROM made WHERE email < '3'`);
    const rows = await database.query<{ id: string }>('SELECT id FROM users UNION ALL SELECT id FROM pets');
    ids = rows.map(({ id }) => id);
  }, 270_000);
  afterAll(async () => {
    await app?.stop();
    await database?.drop();
  });

  const anId = () => fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.uuid() });

  function bodyOf(operation: Operation): Arbitrary<string | undefined> {
    const schema = operation.requestBody?.content[JSON_TYPE]?.schema;
    if (!schema) return fc.constantFrom(undefined, ...(operation.method === 'get' ? [] : BODIES));
    const { properties = {}, required = [] } = api.resolve(schema.$ref!);
    const described = Object.entries(properties).map(
      ([name, one]) => [name, name.endsWith('Id') ? anId() : near(one)] as const,
    );
    const anything = described.map(([name, values]) => [name, mostly(values)] as const);
    const asDescribed = fc.record(Object.fromEntries(described), { requiredKeys: [...required] as never[] });
    const altered = fc.record(Object.fromEntries(anything), { requiredKeys: [] });
    const values = fc.oneof({ weight: 4, arbitrary: asDescribed }, { weight: 4, arbitrary: altered }, hostileValue);
    return fc.oneof(
      { weight: 8, arbitrary: values.map((value) => JSON.stringify(value)) },
      { weight: 1, arbitrary: fc.constantFrom(...BODIES) },
    );
  }

  function callOf(operation: Operation): Arbitrary<Call> {
    const id = fc.oneof({ weight: 4, arbitrary: anId() }, hostileText.map(segment), fc.constantFrom(...PATHS));
    const parameters = operation.parameters.filter((parameter) => parameter.in === 'query');
    const values = parameters.map(({ name, schema }) => [name, mostly(near(schema))] as const);
    const query = fc.record(Object.fromEntries(values), { requiredKeys: [] }).map((record) =>
      Object.entries(record)
        .map(([name, value]) => `${name}=${encode(value)}`)
        .join('&'),
    );
    return fc.record({
      path: id.map((value) => operation.path.replace('{id}', value)),
      query: fc.oneof({ weight: 6, arbitrary: query }, { weight: 1, arbitrary: fc.constantFrom(...QUERIES) }),
      body: bodyOf(operation),
      type: fc.oneof(
        { weight: 8, arbitrary: fc.constant(JSON_TYPE) },
        { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
      ),
    });
  }

  it('has an operation for each route', () => {
    const described = api.operations.map(({ method, path }) => `${method} ${path}`);
    expect(described).toEqual(expect.arrayContaining(OPERATIONS));
  });

  it.each(OPERATIONS)('%s answers as documented and never 5xx', async (name) => {
    const operation = api.operations.find(({ method, path }) => `${method} ${path}` === name)!;
    await fc.assert(
      fc.asyncProperty(callOf(operation), async ({ path, query, body, type }) => {
        const response = await fetch(`${app.address}${path}?${query}`, {
          method: operation.method.toUpperCase(),
          headers: type ? { 'Content-Type': type } : {},
          body,
        });
        // Node's own answer to a head of more than 16 KiB, before the app sees it.
        if (response.status === 431) return;
        if (response.status < 300) accepted.add(name);
        expect(api.faultsOf(operation, response.status, await response.text())).toEqual([]);
      }),
      { seed: faultsSeed(), numRuns: extent(60, 3_000) },
    );
  });

  it('was not refused at the door each time, which would prove little', () => {
    expect(accepted.size).toBeGreaterThanOrEqual(extent(8, 12));
  });

  it('has told its log of no fault of its own, and nobody of its password', () => {
    const { password } = new URL(database.url);
    expect(app.output()).not.toMatch(/ERROR|\n\s+at /);
    if (password) expect(app.output()).not.toContain(password);
  });
});
