import type { AddressInfo } from 'node:net';
import request from 'supertest';
import type { TestDatabase } from '../../src/database-lifecycle/testing';
import { createAppDatabase, emptyTables } from './support/app-database';
import { startTestApp, type TestApp } from './support/test-app';

const UNKNOWN_ID = '3f0e1a52-7b0c-4a38-9f0b-0f6a4a2f0c11';
const PEOPLE = [
  { email: 'ada@example.com', fullName: 'Ada', role: 'admin' },
  { email: 'bob@example.com', fullName: 'Same Name', role: 'staff', isActive: false },
  { email: 'cyd@example.com', fullName: 'Same Name' },
  { email: '100%_sure@example.com', fullName: 'Same Name' },
];

describe('/users', () => {
  let database: TestDatabase;
  let test: TestApp;
  const http = () => request(test.app.getHttpServer());
  const list = async (query: string) => (await http().get(`/users?${query}`).expect(200)).body;
  const emails = async (query: string) => (await list(query)).items.map(({ email }: { email: string }) => email);

  beforeAll(async () => {
    database = await createAppDatabase();
    test = await startTestApp({ DATABASE_URL: database.url });
  });
  afterAll(async () => {
    await test?.app.close();
    await database?.drop();
  });
  beforeEach(() => emptyTables(database));

  describe('one user', () => {
    it('is created with its defaults, read, changed and deleted', async () => {
      const created = await http().post('/users').send({ email: ' Ada@Example.COM ', fullName: ' Ada ' }).expect(201);
      expect(created.body).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        email: 'ada@example.com',
        fullName: 'Ada',
        role: 'owner',
        isActive: true,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        updatedAt: created.body.createdAt,
      });
      const path = `/users/${created.body.id}`;
      expect((await http().get(path).expect(200)).body).toEqual(created.body);

      const changed = await http().patch(path).send({ role: 'staff', isActive: false }).expect(200);
      expect(changed.body).toEqual({
        ...created.body,
        role: 'staff',
        isActive: false,
        updatedAt: changed.body.updatedAt,
      });
      expect(Date.parse(changed.body.updatedAt)).toBeGreaterThan(Date.parse(created.body.updatedAt));
      expect((await http().patch(path).send({}).expect(200)).body).toEqual(changed.body);

      expect((await http().delete(path).expect(204)).text).toBe('');
      await http().get(path).expect(404);
    });

    it.each(['get', 'patch', 'delete'] as const)('that is not there answers 404 to %s', async (method) => {
      await http().post('/users').send(PEOPLE[0]).expect(201);
      for (const change of [{ fullName: 'Nobody' }, {}]) {
        const { body } = await http()[method](`/users/${UNKNOWN_ID}`).send(change).expect(404);
        expect(body).toEqual({ statusCode: 404, error: 'Not Found', message: 'There is no user with this id' });
      }
      expect(await database.query('SELECT full_name FROM users')).toEqual([{ full_name: 'Ada' }]);
    });

    it('with an id that is no uuid answers 400', async () => {
      expect((await http().get('/users/1').expect(400)).body.message).toBe('Validation failed (uuid is expected)');
    });
  });

  describe('bad input', () => {
    it('names every fault of a body', async () => {
      const { body } = await http()
        .post('/users')
        .send({ email: 'nobody', fullName: ' ', role: 'king', isActive: 'yes', id: UNKNOWN_ID })
        .expect(400);
      expect(body).toEqual({
        statusCode: 400,
        error: 'Bad Request',
        message: [
          'property id should not exist',
          'email must be an email',
          'fullName must be longer than or equal to 1 characters',
          'role must be one of the following values: admin, staff, owner',
          'isActive must be a boolean value',
        ],
      });
    });

    it.each([
      ['a missing body', undefined],
      ['numbers for texts', { email: 1, fullName: 2 }],
      ['a text that is too long', { email: 'a@example.com', fullName: 'A'.repeat(121) }],
      ['an address that is too long', { email: `${'a.'.repeat(120)}a@${'example.'.repeat(2)}com`, fullName: 'A' }],
      ['null for what may be left out', { email: 'a@example.com', fullName: 'A', role: null }],
      ['an array', [{ email: 'a@example.com', fullName: 'A' }]],
    ])('refuses %s', async (_, payload) => {
      await http().post('/users').send(payload).expect(400);
      expect(await database.query('SELECT FROM users')).toHaveLength(0);
    });

    it('refuses null in a change', async () => {
      const { body: user } = await http().post('/users').send(PEOPLE[0]).expect(201);
      await http().patch(`/users/${user.id}`).send({ fullName: null }).expect(400);
      expect((await http().get(`/users/${user.id}`)).body).toEqual(user);
    });

    it.each(['text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
      'refuses a body of the type "%s" instead of passing over it',
      async (type) => {
        const { body: user } = await http().post('/users').send(PEOPLE[0]).expect(201);
        const sent = type.includes('urlencoded') ? 'email=b%40example.com&fullName=B' : JSON.stringify(PEOPLE[1]);
        const address = `http://127.0.0.1:${(test.app.getHttpServer().address() as AddressInfo).port}`;
        for (const [method, path] of [
          ['POST', '/users'],
          ['PATCH', `/users/${user.id}`],
        ] as const) {
          const headers = new Headers(type ? { 'Content-Type': type } : {});
          // With a text, fetch would add a type of its own.
          const answer = await fetch(address + path, { method, headers, body: Buffer.from(sent) });
          expect(answer.status).toBe(415);
          expect(((await answer.json()) as Error).message).toMatch(/^Send the body as JSON, with "Content-Type/);
        }
        expect(await database.query('SELECT email FROM users')).toEqual([{ email: user.email }]);
      },
    );

    it('takes no offence at a length of 0 without a type', async () => {
      const { body: user } = await http().post('/users').send(PEOPLE[0]).expect(201);
      await http().delete(`/users/${user.id}`).set('Content-Length', '0').expect(204);
    });

    it('names the texts that hold half of a surrogate pair, which would be stored as another character', async () => {
      const sent = await http()
        .post('/users')
        .set('Content-Type', 'application/json')
        .send(String.raw`{"email":"\udfff","fullName":"A \ud83d\ude00","role":["\ud800"],"isActive":null}`)
        .expect(400);
      expect(sent.body.message).toEqual([
        'email must not hold half of a surrogate pair',
        'role.0 must not hold half of a surrogate pair',
      ]);
    });

    it('tells the first few of them, as the answer could be thousands of times the body', async () => {
      const halves = Array.from({ length: 1_000 }, () => String.raw`"\ud800"`).join();
      const sent = `{"fullName":"Ada","${'k'.repeat(10_000)}":{"a":[${halves}],"b":[${halves}]}}`;
      const { body, text } = await http().post('/users').set('Content-Type', 'application/json').send(sent).expect(400);
      expect(text.length).toBeLessThan(60_000);
      expect(body.message.map((told: string) => told.replace(/^k+/, ''))).toEqual(
        [0, 1, 2, 3, 4].map((index) => `.a.${index} must not hold half of a surrogate pair`),
      );
    });

    it.each(['1', '"\\udfff"'])('refuses a body of any depth, with %s within', async (inner) => {
      const deep = `{"email":${'['.repeat(20_000)}${inner}${']'.repeat(20_000)}}`;
      const { body } = await http().post('/users').set('Content-Type', 'application/json').send(deep).expect(400);
      expect(body.message).toEqual(['the body must not be nested deeper than 100 levels']);
    });

    it('refuses what is nested deeper than 100 levels, and not what is 100 deep', async () => {
      for (const [levels, message] of [
        [99, 'property deep should not exist'],
        [100, 'the body must not be nested deeper than 100 levels'],
      ] as const) {
        const sent = `{"deep":${'['.repeat(levels)}${']'.repeat(levels)}}`;
        const { body } = await http().post('/users').set('Content-Type', 'application/json').send(sent).expect(400);
        expect(body.message).toContain(message);
      }
    });

    it('refuses a body of more than 100 kB, of which the log says nothing', async () => {
      const before = test.log.length;
      const { body } = await http()
        .post('/users')
        .send({ email: 'a@example.com', fullName: 'A'.repeat(102_400) });
      expect(body).toEqual({ statusCode: 413, message: 'request entity too large' });
      expect(test.log.slice(before)).toEqual([]);
    });

    it('refuses a body that is no JSON', async () => {
      await http().post('/users').set('Content-Type', 'application/json').send('{"email":').expect(400);
    });
  });

  describe('an email address', () => {
    it('is taken in any case, on creating and on changing', async () => {
      await http().post('/users').send(PEOPLE[0]).expect(201);
      const { body: bob } = await http().post('/users').send(PEOPLE[1]).expect(201);
      const conflict = { statusCode: 409, error: 'Conflict', message: 'A user with this email already exists' };
      const again = await http().post('/users').send({ email: 'ADA@example.com', fullName: 'Eve' }).expect(409);
      expect(again.body).toEqual(conflict);
      const change = await http().patch(`/users/${bob.id}`).send({ email: 'Ada@Example.com' }).expect(409);
      expect(change.body).toEqual(conflict);
    });

    it('is unique for whoever writes into the table', async () => {
      await expect(
        database.query(`INSERT INTO users (email, full_name) VALUES ('Ada@example.com', 'Ada')`),
      ).rejects.toMatchObject({ constraint: 'users_email_is_lower_case' });
    });

    it('is given to one of many that ask for it at once', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => http().post('/users').send(PEOPLE[0])));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
    });
  });

  describe('a list', () => {
    beforeEach(async () => {
      for (const person of PEOPLE) await http().post('/users').send(person).expect(201);
    });

    it('has the oldest first and says where its page stands', async () => {
      const { items, meta } = await list('');
      expect(items.map(({ email }: { email: string }) => email)).toEqual(PEOPLE.map(({ email }) => email));
      expect(meta).toEqual({ page: 1, limit: 20, totalItems: 4, totalPages: 1 });
    });

    it('is sorted both ways', async () => {
      const sorted = PEOPLE.map(({ email }) => email).toSorted();
      expect(await emails('sort=email')).toEqual(sorted);
      expect(await emails('sort=-email')).toEqual(sorted.toReversed());
    });

    it('shows each row on exactly one page, since rows that are equal in the sorted field follow by id', async () => {
      await database.query(
        `INSERT INTO users (email, full_name) SELECT n || '@example.com', 'Same Name' FROM generate_series(1, 20) n`,
      );
      const pages = await Promise.all([1, 2, 3].map((page) => list(`sort=-fullName&limit=10&page=${page}`)));
      const seen = pages.flatMap(({ items }) => items.map(({ id }: { id: string }) => id));
      const expected = await database.query('SELECT id FROM users ORDER BY full_name DESC, id');
      expect(seen).toEqual(expected.map(({ id }) => id));
      expect(pages[2].meta).toEqual({ page: 3, limit: 10, totalItems: 24, totalPages: 3 });
    });

    it('has an empty page behind the last', async () => {
      expect(await list('page=9')).toEqual({ items: [], meta: { page: 9, limit: 20, totalItems: 4, totalPages: 1 } });
    });

    it.each([
      ['role=admin', ['ada@example.com']],
      ['isActive=false', ['bob@example.com']],
      ['isActive=true&role=owner&sort=-email', ['cyd@example.com', '100%_sure@example.com']],
      ['email=ADA', ['ada@example.com']],
      ['email=%25', ['100%_sure@example.com']],
      ['email=%25_', ['100%_sure@example.com']],
      ['email=d_', []],
    ])('is filtered by %s', async (query, expected) => {
      expect(await emails(query)).toEqual(expected);
    });

    it.each([
      ['page=0', 'page must not be less than 1'],
      ['page=x', 'page must be an integer number'],
      ['page=99999999999999999999', 'page must not be greater than 1000000'],
      ['limit=0', 'limit must not be less than 1'],
      ['limit=1.5', 'limit must be an integer number'],
      ['limit=101', 'limit must not be greater than 100'],
      ['isActive=1', 'isActive must be a boolean value'],
      ['role=king', 'role must be one of the following values: admin, staff, owner'],
      ['sort=password', 'sort must be one of the following values: createdAt, -createdAt, updatedAt'],
      ['sort=email&sort=role', 'sort must be one of the following values'],
      ['colour=red', 'property colour should not exist'],
    ])('refuses %s', async (query, message) => {
      const { body } = await http().get(`/users?${query}`).expect(400);
      expect(body.message.join('\n')).toContain(message);
    });
  });
});
