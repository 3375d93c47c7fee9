import request from 'supertest';
import { DataSource } from 'typeorm';
import { databaseOptions } from '../../src/config/database.options';
import { parseEnvironment } from '../../src/config/environment.parser';
import { DatabaseLifecycleService } from '../../src/database-lifecycle';
import { stampEnvironment } from '../../src/database-lifecycle/apply/environment.stamper';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { routesOf, startTestApp, type TestApp } from './support/test-app';

const API_KEY = 'a-key-of-more-than-16-characters';

async function migrate(variables: Record<string, string>): Promise<void> {
  const dataSource = new DataSource(databaseOptions(parseEnvironment(variables), variables.DATABASE_URL!));
  await dataSource.initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
}

describe('in production', () => {
  let database: TestDatabase;
  let test: TestApp | undefined;
  const http = () => request((test as TestApp).app.getHttpServer());
  const start = async (variables: Record<string, string>) => {
    test = await startTestApp({ ENVIRONMENT: 'production', DATABASE_URL: database.url, ...variables });
  };

  beforeAll(async () => {
    database = await createEmptyDatabase();
    await migrate({ ENVIRONMENT: 'production', DATABASE_URL: database.url });
  });
  afterAll(() => database?.drop());
  afterEach(async () => {
    await test?.app.close();
    test = undefined;
  });

  it('serves clients that send the API key, on what the migrations made', async () => {
    await start({ API_KEY });
    const { body } = await http()
      .post('/users')
      .set('Authorization', `Bearer ${API_KEY}`)
      .send({ email: 'ada@example.com', fullName: 'Ada' })
      .expect(201);
    await http().get(`/users/${body.id}`).set('Authorization', `bearer ${API_KEY}`).expect(200);
    expect(test?.log.join('\n')).not.toContain('API_KEY');
  });

  it.each([
    ['no Authorization', undefined],
    ['another key', `Bearer ${API_KEY.slice(0, -1)}x`],
    ['a longer key', `Bearer ${API_KEY}x`],
    ['an empty key', 'Bearer '],
    ['another scheme', `Basic ${API_KEY}`],
    ['the key alone', API_KEY],
  ])('answers 401 to %s', async (_, authorization) => {
    await start({ API_KEY });
    for (const path of ['/users', '/users/no-uuid']) {
      const call = http().get(path);
      if (authorization !== undefined) call.set('Authorization', authorization);
      const { body, headers } = await call.expect(401);
      expect(headers['www-authenticate']).toBe('Bearer');
      expect(body).toEqual({
        statusCode: 401,
        error: 'Unauthorized',
        message: 'Send "Authorization: Bearer <API key>" with a valid key',
      });
    }
  });

  it('opens no route but those of /health without a key, whatever features there are', async () => {
    await start({ API_KEY });
    const routes = routesOf(test!.app).map((route) => route.split(' ') as [string, string]);
    expect(routes).toEqual(expect.arrayContaining([['patch', '/users/:id']]));
    for (const [method, path] of routes) {
      const { status } = await http()[method as 'get'](path.replaceAll(/:\w+/g, 'x'));
      expect(`${method} ${path} ${status}`).toBe(`${method} ${path} ${path.startsWith('/health/') ? 200 : 401}`);
    }
  });

  it('is closed without an API_KEY, and the log says why and what to set', async () => {
    await start({});
    const { body } = await http().get('/users').set('Authorization', 'Bearer undefined').expect(403);
    expect(body.message).toBe('This server is closed: no API key is configured');
    const lines = test?.log.filter((line) => line.includes('403'));
    expect(lines).toEqual([expect.stringMatching(/^warn \[ApiKeyGuard\] .*API_KEY is not set.*Set API_KEY/)]);
  });

  it('is closed in an environment with an unknown name, too', async () => {
    await start({ ENVIRONMENT: 'staging' });
    await http().get('/users').expect(403);
  });

  describe.each([
    ['ENVIRONMENT=development', 'production'],
    ['ENVIRONMENT=test', 'staging'],
  ])('%s, on a database that is stamped %s', (variable, stamp) => {
    const [, ENVIRONMENT] = variable.split('=') as [string, string];
    let stamped: TestDatabase;

    beforeAll(async () => {
      stamped = await createEmptyDatabase();
      await start({ ENVIRONMENT, DATABASE_URL: stamped.url });
      await http().get('/users').expect(200);
      await stampEnvironment(test!.app.get(DatabaseLifecycleService).target, stamp, stamped.name);
      await test!.app.close();
    });
    afterAll(() => stamped?.drop());

    it('is closed without an API_KEY, has no docs, and the log says why', async () => {
      await start({ ENVIRONMENT, DATABASE_URL: stamped.url });
      await http().get('/users').expect(403);
      for (const path of ['/docs', '/docs-json', '/docs-yaml', '/docs/swagger-ui-init.js'])
        await http().get(path).expect(404);
      expect(test?.log.join('\n')).toContain(`API_KEY is not set and the environment is "${stamp}"`);
    });

    it('serves clients that send the API key', async () => {
      await start({ ENVIRONMENT, DATABASE_URL: stamped.url, API_KEY });
      await http().get('/users').expect(401);
      await http().get('/users').set('Authorization', `Bearer ${API_KEY}`).expect(200);
    });
  });

  it.each(['/health/live', '/health/ready'])('answers %s to anybody', async (path) => {
    await start({});
    expect((await http().get(path).expect(200)).body.status).toBe('ok');
  });

  it.each(['/docs', '/docs-json', '/docs-yaml', '/docs/swagger-ui-init.js'])('has no %s', async (path) => {
    await start({ API_KEY });
    await http().get(path).set('Authorization', `Bearer ${API_KEY}`).expect(404);
  });

  it.each([
    ['0', 1],
    ['1', 0],
  ])('with TRUST_PROXY=%s tells of a proxy %i times', async (TRUST_PROXY, times) => {
    await start({ API_KEY, TRUST_PROXY });
    await http().get('/users').expect(401);
    for (const client of ['192.0.2.1', '192.0.2.2'])
      await http().get('/users').set('X-Forwarded-For', client).expect(401);
    expect(test?.log.filter((line) => line.includes('TRUST_PROXY is 0: all clients'))).toHaveLength(times);
  });

  it('throttles a client that guesses keys', async () => {
    await start({ API_KEY, THROTTLE_LIMIT: '2' });
    const statuses = [];
    for (let attempt = 0; attempt < 3; attempt++) statuses.push((await http().get('/users')).status);
    expect(statuses).toEqual([401, 401, 429]);
  });
});
