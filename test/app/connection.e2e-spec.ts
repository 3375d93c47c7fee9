import { DataSource } from 'typeorm';
import { databaseOptions } from '../../src/config/database.options';
import { parseEnvironment } from '../../src/config/environment.parser';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

describe('a connection of the app', () => {
  let database: TestDatabase;
  const settings = async (variables: Record<string, string>) => {
    const dataSource = new DataSource(databaseOptions(parseEnvironment(variables), database.url));
    await dataSource.initialize();
    try {
      // More connections than one, since each has to be prepared.
      const ask = () =>
        dataSource.query(`SELECT pg_sleep(0.05), current_setting('search_path') AS search_path,
          current_setting('lock_timeout') AS lock_timeout, current_setting('statement_timeout') AS statement_timeout,
          current_setting('application_name') AS application_name, pg_backend_pid() AS pid`);
      return (await Promise.all([ask(), ask(), ask(), ask()])).flat();
    } finally {
      await dataSource.destroy();
    }
  };

  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database?.drop());

  it('has the schema and the timeouts of the environment, and the name of the app', async () => {
    const sessions = await settings({
      DATABASE_SCHEMA: 'app',
      DATABASE_LOCK_TIMEOUT_MS: '1500',
      DATABASE_STATEMENT_TIMEOUT_MS: '30000',
    });
    expect(sessions).toHaveLength(4);
    for (const session of sessions) {
      expect(session).toMatchObject({
        search_path: 'app, public',
        lock_timeout: '1500ms',
        statement_timeout: '30s',
        application_name: 'nest-database-lifecycle',
      });
    }
  });

  it("keeps the server's own settings otherwise", async () => {
    const [session] = await settings({});
    expect(session).toMatchObject({ search_path: '"$user", public', lock_timeout: '0', statement_timeout: '0' });
  });

  it('has no statement timeout with 0, whatever the role or the database says', async () => {
    await database.query(`ALTER DATABASE "${database.name}" SET statement_timeout = '20s'`);
    try {
      const [session] = await settings({ DATABASE_STATEMENT_TIMEOUT_MS: '0' });
      expect(session).toMatchObject({ statement_timeout: '0' });
    } finally {
      await database.query(`ALTER DATABASE "${database.name}" RESET statement_timeout`);
    }
  });

  it('opens at most DATABASE_POOL_SIZE connections', async () => {
    const sessions = await settings({ DATABASE_POOL_SIZE: '2' });
    expect(new Set(sessions.map(({ pid }) => pid)).size).toBeLessThanOrEqual(2);
  });

  it('is refused rather than made in plain text when sslmode=require meets a server without TLS', async () => {
    const [server] = await database.query<{ ssl: string }>(`SELECT current_setting('ssl') AS ssl`);
    const url = `${database.url}?sslmode=require`;
    const attempt = new DataSource(databaseOptions(parseEnvironment({ DATABASE_URL: url }), url)).initialize();
    if (server?.ssl === 'off') await expect(attempt).rejects.toThrow('The server does not support SSL connections');
    else await (await attempt).destroy();
  });
});
