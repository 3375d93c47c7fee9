import request from 'supertest';
import { startTestApp, type TestApp } from '../app/support/test-app';
import { readCatalog } from '../support/catalog';
import { MIGRATIONS } from '../support/migrations';
import { createEmptyDatabase, onServer, serverUrl, type TestDatabase } from '../support/test-database';
import { becomes, besideApp, migrate, ready } from './support';

const PENDING = MIGRATIONS.join(', ');
/** Among those of other features. */
const USERS_AND_PETS = String.raw`(?=.*public\.users\b).*public\.pets\b`;

describe('/health/ready in production', () => {
  let database: TestDatabase;
  let test: TestApp;
  const start = async (variables: Record<string, string> = {}) => {
    test = await startTestApp({ ENVIRONMENT: 'production', DATABASE_URL: database.url, ...variables });
  };
  const log = () => test.log.join('\n');

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    await test?.app.close();
    await database?.drop();
  });

  it('is 503 on an empty database while the app lives, and 200 by itself once somebody ran the migrations', async () => {
    const before = await readCatalog(database.url);
    await start();
    await request(test.app.getHttpServer()).get('/health/live').expect(200);
    const down = { database: { status: 'down', reasons: ['missing-tables', 'pending-migrations'] } };
    const { body, text } = await ready(test).expect(503);
    expect(body).toEqual({ status: 'error', info: {}, error: down, details: down });
    expect(text).not.toMatch(/postgres|127\.0\.0\.1|test_|users|pets|SELECT|Create/);
    expect(await readCatalog(database.url)).toEqual(before);
    expect(log()).toMatch(new RegExp(String.raw`warn \[DatabaseLifecycle\] .*Missing tables: ${USERS_AND_PETS}`));
    expect(log()).toContain(`Pending migrations: ${PENDING}. In environment production none is run by itself`);

    await migrate(database.url);
    expect(await becomes(test, 200)).toBeLessThan(10_000);
    expect((await ready(test).expect(200)).body.details).toEqual({ database: { status: 'up' } });
    expect(log()).toContain('✅ Ready: the database has all that this code needs');
    // However many probes were answered 503.
    expect(log()).not.toContain('Health Check has failed');
  });

  it('is 503 while a migration is pending, though all tables are there', async () => {
    await besideApp(database.url, (dataSource) => dataSource.synchronize());
    await start();
    expect((await ready(test).expect(503)).body.error.database.reasons).toEqual(['pending-migrations']);
    expect(log()).not.toContain('Missing tables');
  });

  it('is 503 while a table is missing, though all migrations ran', async () => {
    await migrate(database.url);
    await database.query('DROP TABLE pets CASCADE');
    await start();
    expect((await ready(test).expect(503)).body.error.database.reasons).toEqual(['missing-tables']);
    expect(log()).not.toContain('Pending migrations');
  });

  it('stays 200 when the database is ahead, as in a rolling deploy', async () => {
    await migrate(database.url);
    await database.query(`INSERT INTO migrations (timestamp, name) VALUES (1999000000000, 'ByNewerCode1999000000000')`);
    await database.query('CREATE TABLE by_newer_code (id int)');
    await start();
    await ready(test).expect(200);
    expect(log()).toContain('Environment production: all tables exist');
  });

  it('counts migrations as pending when the role may not read their record, and the log has the GRANT', async () => {
    await migrate(database.url);
    const role = `${database.name}_role`;
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'hunter2'];
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'hunter2'; GRANT ALL ON users, pets TO ${role}`);
    try {
      await start({ DATABASE_URL: url.href });
      const { body, text } = await ready(test).expect(503);
      expect(body.error.database.reasons).toEqual(['pending-migrations']);
      expect(text).not.toContain(role);
      const [, grant] = /As its owner: (GRANT .*;)/.exec(log()) ?? [];
      await database.query(grant!);
      await becomes(test, 200);
      expect(log()).not.toContain('hunter2');
    } finally {
      await test.app.close();
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  describe('DATABASE_ON_PENDING', () => {
    it('fail: does not start, and one message names what is pending and the command', async () => {
      const attempt = startTestApp({
        ENVIRONMENT: 'production',
        DATABASE_URL: database.url,
        DATABASE_ON_PENDING: 'fail',
      });
      await expect(attempt).rejects.toMatchObject({
        name: 'NotMigratedError',
        exitCode: 1,
        message: expect.stringMatching(
          [
            `^The database is behind this code, and in environment production a start creates nothing: pending migrations: ${PENDING}; missing tables: ${USERS_AND_PETS}.*\\.`,
            '  -> Run the migrations, then start again: npm run migration:run',
            '  -> Or start all the same, and be ready once they ran: set onPending to "unready"\\.$',
          ].join('\n'),
        ),
      });
      await migrate(database.url);
      await start({ DATABASE_ON_PENDING: 'fail' });
      await ready(test).expect(200);
    });

    it('fail: a missing table that no migration makes is told apart', async () => {
      await migrate(database.url);
      await database.query('DROP TABLE pets CASCADE');
      await expect(start({ DATABASE_ON_PENDING: 'fail' })).rejects.toThrow(
        /: missing tables: public\.pets\.\n.*No migration is pending;.*migration:generate/,
      );
    });

    it('ignore: ready all the same, and the log says what is pending', async () => {
      await start({ DATABASE_ON_PENDING: 'ignore' });
      await ready(test).expect(200);
      expect(log()).toContain(`Pending migrations: ${PENDING}.`);
      expect(log()).toMatch(new RegExp(`Missing tables: ${USERS_AND_PETS}`));
    });

    it('ignore: not ready where the database does not answer', async () => {
      await start({ DATABASE_ON_PENDING: 'ignore' });
      await onServer(serverUrl(), async (client) => {
        await client.query(`ALTER DATABASE ${database.name} ALLOW_CONNECTIONS false`);
        await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
          database.name,
        ]);
      });
      expect((await ready(test).expect(503)).body.error.database.reasons).toEqual(['unreachable']);
    });
  });
});

describe('/health/ready in development and test', () => {
  it('does not count migrations, as tables are made without them, but does count a missing table', async () => {
    const database = await createEmptyDatabase();
    const test = await startTestApp({ DATABASE_URL: database.url, DATABASE_ON_PENDING: 'fail' });
    try {
      await ready(test).expect(200);
      await database.query('DROP TABLE pets CASCADE');
      await becomes(test, 503);
      expect((await ready(test)).body.error.database.reasons).toEqual(['missing-tables']);
    } finally {
      await test.app.close();
      await database.drop();
    }
  });
});
