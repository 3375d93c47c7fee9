import request from 'supertest';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { startTestApp, type TestApp } from './support/test-app';

describe('with a DATABASE_SCHEMA that does not exist yet', () => {
  let database: TestDatabase;
  let test: TestApp;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    test = await startTestApp({ DATABASE_URL: database.url, DATABASE_SCHEMA: 'shop' });
  });
  afterAll(async () => {
    await test?.app.close();
    await database?.drop();
  });

  it('the app makes it, puts every table there, and works', async () => {
    const http = request(test.app.getHttpServer());
    const { body } = await http.get('/users?limit=1').expect(200);
    expect(body.meta.totalItems).toBe(4);
    const [user] = body.items;
    const again = { email: user.email, fullName: 'Somebody else' };
    expect((await http.post('/users').send(again).expect(409)).body.message).toBe(
      'A user with this email already exists',
    );
    const schemas = await database.query(
      `SELECT DISTINCT relnamespace::regnamespace::text AS schema FROM pg_class
       WHERE relkind IN ('r', 'i') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`,
    );
    expect(schemas).toEqual([{ schema: 'shop' }]);
  });
});
