import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import request from 'supertest';
import { serverVersion } from '../support/server-version';
import { createEmptyDatabase, onServer, serverUrl, type TestDatabase } from '../support/test-database';
import { becomes } from '../health/support';
import { emptyTables } from './support/app-database';
import { startTestApp, type TestApp } from './support/test-app';

const BUSY_OR_AWAY = 'The database is busy or out of reach, please try again';
const DRIVER_TEXT = /relation|constraint|syntax|ECONN|terminat|statement|SELECT|INSERT|pg_|QueryFailed|violates/i;

describe('when the database refuses', () => {
  let database: TestDatabase;
  let test: TestApp;
  const http = () => request(test.app.getHttpServer());
  const ada = { email: 'ada@example.com', fullName: 'Ada' };

  beforeEach(async () => {
    database = await createEmptyDatabase();
    test = await startTestApp({ DATABASE_URL: database.url, DATABASE_LOCK_TIMEOUT_MS: '200' });
    await emptyTables(database);
  });
  afterEach(async () => {
    await test?.app.close();
    await database?.drop();
  });

  it('a text that PostgreSQL can not store, answers 400', async () => {
    const { body } = await http()
      .post('/users')
      .send({ ...ada, fullName: 'A\0da' })
      .expect(400);
    expect(body.message).toBe('A value is malformed or out of range');
  });

  it('a value by a rule that only the table has, answers 400 with its name', async () => {
    await database.query(`ALTER TABLE users ADD CONSTRAINT users_no_ada CHECK (full_name <> 'Ada')`);
    const { body } = await http().post('/users').send(ada).expect(400);
    expect(body.message).toBe('A value breaks a rule of user: users_no_ada');
  });

  it('what keys, constraints and tables that no entity knows forbid, tells it of ours or in general', async () => {
    const { body: owner } = await http().post('/users').send(ada).expect(201);
    await database.query(
      `CREATE UNIQUE INDEX one_name ON users (full_name, "role"); CREATE UNIQUE INDEX by_length ON users ((length(email)));
       ALTER TABLE users ADD CONSTRAINT one_admin EXCLUDE USING btree (role WITH =) WHERE (role = 'admin');
       CREATE TABLE kinds (name text PRIMARY KEY); ALTER TABLE pets ADD FOREIGN KEY (species) REFERENCES kinds (name);
       CREATE TABLE visits (owner_id uuid REFERENCES users); INSERT INTO visits VALUES ('${owner.id}')`,
    );
    const eve = { email: 'eve-of-all@example.org', fullName: 'Eve', role: 'admin' };
    const told = async (path: string, sent: object, status = 409) =>
      (await http().post(path).send(sent).expect(status)).body.message;
    expect(await told('/users', { ...ada, email: 'a@example.com' })).toBe(
      'A user with this fullName and role already exists',
    );
    expect(await told('/users', { email: 'eve@example.com', fullName: 'Eve' })).toBe(
      'A user with this value already exists',
    );
    await http().post('/users').send(eve).expect(201);
    expect(await told('/users', { ...eve, email: 'mallory@example.com', fullName: 'Mallory' })).toBe(
      'Another user excludes this one: one_admin',
    );
    expect(await told('/pets', { name: 'Rex', species: 'dog', ownerId: owner.id }, 400)).toBe(
      'species: there is no row with this id',
    );
    expect((await http().delete(`/users/${owner.id}`).expect(409)).body.message).toBe(
      'Another row still refers to this one',
    );
  });

  it('a row that fits into no partition, answers 400 without a rule of no name', async () => {
    await database.query(
      `ALTER TABLE users RENAME TO users_before; CREATE TABLE users (LIKE users_before INCLUDING DEFAULTS) PARTITION BY LIST (role)`,
    );
    const { body } = await http().post('/users').send(ada).expect(400);
    expect(body.message).toBe('A value breaks a rule of user');
  });

  it('a value that is too long for an index, answers 400', async () => {
    const filler = randomBytes(3_000).toString('base64');
    await database.query(`CREATE INDEX ON users ((full_name || '${filler}'))`);
    const { body } = await http().post('/users').send(ada).expect(400);
    expect(body.message).toBe('A value is too long');
  });

  it('a missing value that only the table wants, answers 400 with the field', async () => {
    await database.query('ALTER TABLE users ALTER role DROP DEFAULT');
    const { body } = await http().post('/users').send(ada).expect(400);
    expect(body.message).toBe('role must not be empty');
  });

  it('because a column wants a value that no entity has, answers 500 and tells the log which', async () => {
    await database.query(
      'ALTER TABLE users ADD nick text NOT NULL DEFAULT $$none$$; ALTER TABLE users ALTER nick DROP DEFAULT',
    );
    await http().post('/users').send(ada).expect(500);
    expect(test.log.join('\n')).toMatch(/error \[DatabaseErrorFilter\] .*null value in column "nick"/);
  });

  it('answers by its SQLSTATE', async () => {
    await database.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE 'refused' USING ERRCODE = NEW.full_name; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION refuse()`);
    const answers = [
      [400, 'A value is malformed or out of range', ['22001', '22P02', '2201X']],
      [400, 'A value is too long', ['54000']],
      [500, 'Internal Server Error', ['P0001', '42501', 'XX000', '25P02', '55000', '3D000', '28P01', '01000', '40002']],
      [503, 'The database is busy, please try again', ['40001', '40P01', '55P03', '57014', '25P03', '25P04']],
      [503, BUSY_OR_AWAY, ['08006', '53300', '53100', '57P01', '57P03', '25006']],
    ] as const;
    for (const [status, message, codes] of answers)
      for (const code of codes) {
        const answer = await http()
          .post('/users')
          .send({ ...ada, fullName: code });
        const found = {
          code,
          status: answer.status,
          message: answer.body.message,
          retry: answer.headers['retry-after'],
        };
        expect(found).toEqual({ code, status, message, retry: status === 503 ? '1' : undefined });
      }
    const told = test.log.find((line) => line.includes('a client was asked to try again'));
    expect(told).toBe(
      'error [DatabaseErrorFilter] refused (a client was asked to try again; what is wrong: npm run db:status)',
    );
    expect(test.log.filter((line) => line === 'error [DatabaseErrorFilter] refused')).toHaveLength(
      answers[2][2].length,
    );
  });

  it('because a table is locked for longer than DATABASE_LOCK_TIMEOUT_MS, answers 503', async () => {
    const { status, body } = await onServer(database.url, async (client) => {
      await client.query('BEGIN; LOCK TABLE users');
      return http().post('/users').send(ada);
    });
    expect(status).toBe(503);
    expect(body.message).toBe('The database is busy, please try again');
  });

  (serverVersion() >= 170_000 ? describe : describe.skip)('as PostgreSQL 17 can', () => {
    it('because of a transaction_timeout of its own, answers 503', async () => {
      await database.query(`ALTER DATABASE ${database.name} SET transaction_timeout = '300ms'`);
      const limited = await startTestApp({ DATABASE_URL: database.url });
      try {
        const post = async (client: Client) => {
          await client.query('SET transaction_timeout = 0; BEGIN; LOCK TABLE users');
          return request(limited.app.getHttpServer()).post('/users').send(ada);
        };
        expect(await onServer(database.url, post)).toMatchObject({
          status: 503,
          headers: { 'retry-after': '1' },
          body: { message: 'The database is busy, please try again' },
        });
      } finally {
        await limited.app.close();
      }
    });
  });

  it('because a table is gone, answers 500 and tells the log only', async () => {
    await database.query('DROP TABLE users CASCADE');
    const { text, body } = await http().get('/users').expect(500);
    expect(body).toEqual({ statusCode: 500, message: 'Internal Server Error' });
    expect(text).not.toMatch(DRIVER_TEXT);
    expect(test.log.join('\n')).toMatch(/error \[DatabaseErrorFilter\] .*relation "users" does not exist/);
  });

  it('every connection, is alive but not ready, and ready again afterwards', async () => {
    await http().get('/health/ready').expect(200);
    await onServer(serverUrl(), async (client) => {
      await client.query(`ALTER DATABASE ${database.name} ALLOW_CONNECTIONS false`);
      await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database.name]);
    });
    await http().get('/health/live').expect(200);
    await becomes(test, 503);
    const { body, text } = await http().get('/health/ready').expect(503);
    expect(body).toMatchObject({
      status: 'error',
      error: { database: { status: 'down', reasons: ['unreachable'] } },
    });
    expect(text).not.toMatch(/SELECT|terminat|accepting|test_/);
    const refused = await http().get('/users').expect(503).expect('Retry-After', '1');
    expect(refused.body.message).toBe(BUSY_OR_AWAY);
    expect(refused.text).not.toMatch(/accepting|terminat|test_/);

    await onServer(serverUrl(), (client) => client.query(`ALTER DATABASE ${database.name} ALLOW_CONNECTIONS true`));
    await becomes(test, 200);
  });
});
