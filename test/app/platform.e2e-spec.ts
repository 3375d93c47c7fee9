import request from 'supertest';
import type { TestDatabase } from '../../src/database-lifecycle/testing';
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
    expect(described).toEqual(expect.arrayContaining(['get /users', 'patch /pets/:id', 'get /health/live']));
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

  it('throttles a client by route, but not the health checks', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 4; attempt++) statuses.push((await http().get('/pets')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    for (let attempt = 0; attempt < 4; attempt++) {
      await http().get('/health/live').expect(200);
      await http().get('/health/ready').expect(200);
    }
  });

  it('answers an unknown route with 404', async () => {
    expect((await http().get('/nothing').expect(404)).body.message).toBe('Cannot GET /nothing');
  });
});
