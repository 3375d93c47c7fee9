import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Exclude } from 'class-transformer';
import request from 'supertest';
import type { TestDatabase } from '../../src/database-lifecycle/testing';
import { User } from '../../src/users/user.entity';
import { createAppDatabase } from './support/app-database';
import { routesOf, startTestApp, type TestApp } from './support/test-app';

describe('outside production', () => {
  let database: TestDatabase;
  let test: TestApp;
  const http = () => request(test.app.getHttpServer());

  beforeAll(async () => {
    database = await createAppDatabase();
    test = await startTestApp({ DATABASE_URL: database.url, THROTTLE_LIMIT: '3' });
  });
  afterAll(async () => {
    await test?.app.close();
    await database?.drop();
  });

  it('describes every route at /docs-json', async () => {
    const { body } = await http().get('/docs-json').expect(200);
    const described = Object.entries(body.paths as Record<string, object>).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path.replaceAll(/{(\w+)}/g, ':$1')}`),
    );
    const routes = routesOf(test.app).filter((route) => !route.includes('/docs'));
    expect(described.toSorted()).toEqual(routes.toSorted());
    expect(described).toEqual(expect.arrayContaining(['get /users', 'patch /users/:id', 'get /health/live']));
  });

  it('describes which routes want the key, and that an id is a uuid', async () => {
    const { body } = await http().get('/docs-json').expect(200);
    expect(body.components.securitySchemes).toEqual({
      apiKey: { type: 'http', scheme: 'bearer', description: expect.stringContaining('API_KEY') },
    });
    expect(body.security).toEqual([{ apiKey: [] }]);
    for (const [path, { get }] of Object.entries<{ get: { security?: object[]; parameters: object[] } }>(body.paths)) {
      expect(get.security).toEqual(path.startsWith('/health/') ? [] : undefined);
      if (path.endsWith('{id}'))
        expect(get.parameters).toEqual([
          { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
        ]);
    }
  });

  it('describes the errors that each operation can end with, and their body', async () => {
    const { body } = await http().get('/docs-json').expect(200);
    const described = body.paths as Record<string, Record<string, { responses: Record<string, object> }>>;
    const everywhere = ['400', '401', '403', '413', '415', '429', '500', '503'];
    for (const [path, method, more] of [
      ['/users', 'get', []],
      ['/users', 'post', ['409']],
      ['/users/{id}', 'get', ['404']],
      ['/users/{id}', 'delete', ['404', '409']],
    ] as const) {
      const { responses } = described[path]![method]!;
      const errors = Object.keys(responses).filter((status) => status >= '400');
      expect(errors).toEqual([...everywhere, ...more].toSorted());
      const content = { 'application/json': { schema: { $ref: '#/components/schemas/ApiError' } } };
      for (const status of errors)
        expect(responses[status]).toEqual({ description: expect.stringMatching(/\.$/), content });
    }
    expect(body.components.schemas.ApiError).toMatchObject({ required: ['statusCode', 'message'] });
  });

  it('shows the docs as a page that its own security policy lets load', async () => {
    const { text, headers } = await http().get('/docs').expect(200).expect('Content-Type', /html/);
    const policy = headers['content-security-policy'];
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    const scripts = [...text.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length).toBeGreaterThan(0);
    for (const tag of scripts) {
      const source = /src="\.\/([^"]+)"/.exec(tag)?.[1];
      await http()
        .get(`/${source}`)
        .expect(200)
        .expect('Content-Type', /javascript/);
    }
  });

  it('sends the headers of helmet and not the name of the server', async () => {
    const { headers } = await http().get('/health/live').expect(200);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('keeps a connection longer than a load balancer in front does, and no longer than KEEP_ALIVE_TIMEOUT_MS', async () => {
    const { headers } = await http().get('/health/live').set('Connection', 'keep-alive').expect(200);
    expect(headers['keep-alive']).toBe('timeout=65');
    const short = await startTestApp({ DATABASE_URL: database.url, KEEP_ALIVE_TIMEOUT_MS: '1000' });
    const { port } = short.app.getHttpServer().address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const began = performance.now();
    socket.write('GET /health/live HTTP/1.1\r\nHost: app\r\n\r\n');
    await once(socket.resume(), 'end');
    await short.app.close();
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it('tells no client what an entity excludes', async () => {
    Exclude({ toPlainOnly: true })(User.prototype, 'fullName');
    const { body } = await http().post('/users').send({ email: 'ada@example.com', fullName: 'Ada' }).expect(201);
    expect(body).toMatchObject({ email: 'ada@example.com', createdAt: expect.any(String) });
    expect(body).not.toHaveProperty('fullName');
    expect((await http().get('/users').expect(200)).body.items).toContainEqual(body);
  });

  it('throttles a client by route, but not the health checks', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 4; attempt++) statuses.push((await http().get('/users')).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
    for (let attempt = 0; attempt < 4; attempt++) {
      await http().get('/health/live').expect(200);
      await http().get('/health/ready').expect(200);
    }
  });

  it('answers an unknown route with 404', async () => {
    expect((await http().get('/nothing').expect(404)).body.message).toBe('Cannot GET /nothing');
  });
});

const preflight = (http: ReturnType<typeof request>, origin: string) =>
  http.options('/users').set({
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'authorization,content-type',
  });

describe('a web page of another origin', () => {
  const PAGE = 'http://localhost:5173';
  let database: TestDatabase;
  let test: TestApp | undefined;
  const start = async (variables: Record<string, string>) =>
    request((test = await startTestApp({ DATABASE_URL: database.url, ...variables })).app.getHttpServer());

  beforeAll(async () => {
    database = await createAppDatabase();
  });
  afterEach(() => test?.app.close());
  afterAll(() => database?.drop());

  it('may call the API where CORS_ORIGINS names it, and read why it is refused', async () => {
    const http = await start({ CORS_ORIGINS: `https://app.example.com ${PAGE}` });
    const allowed = await preflight(http, PAGE).expect(204);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
    });
    expect(allowed.headers).not.toHaveProperty('access-control-allow-credentials');
    const refused = await http.post('/users').set({ Origin: PAGE, 'Content-Type': 'text/plain' }).send('x').expect(415);
    expect(refused.headers['access-control-allow-origin']).toBe(PAGE);
    expect(refused.headers['access-control-expose-headers']).toBe(
      'Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset',
    );
    const stranger = await preflight(http, 'http://localhost:5174');
    expect(stranger.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('may where it is *, in whatever environment, but for the key', async () => {
    const http = await start({ CORS_ORIGINS: '*', ENVIRONMENT: 'production', API_KEY: 'a-key-of-16-characters' });
    expect((await preflight(http, PAGE).expect(204)).headers['access-control-allow-origin']).toBe('*');
    const refused = await http.get('/users').set('Origin', PAGE).expect(401);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
  });

  it('may not by default', async () => {
    const http = await start({});
    expect((await preflight(http, PAGE)).headers).not.toHaveProperty('access-control-allow-origin');
    expect((await http.get('/users').set('Origin', PAGE)).headers).not.toHaveProperty('access-control-allow-origin');
  });
});
