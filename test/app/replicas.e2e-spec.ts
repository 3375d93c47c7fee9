import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { databaseOptions } from '../../src/config/database.options';
import { parseEnvironment } from '../../src/config/environment.parser';
import { connectDataSource } from '../../src/database-lifecycle';
import { becomes, besideApp, migrate, ready } from '../health/support';
import { onServer } from '../support/test-database';
import { startOwnServer, startStandbyOf, type OwnServer } from '../traps/support/own-server';
import { emptyTables } from './support/app-database';
import { startTestApp, type TestApp } from './support/test-app';

const count = (server: OwnServer) =>
  onServer(server.url, async (client) => Number((await client.query('SELECT count(*) FROM users')).rows[0].count));

describe('with DATABASE_REPLICA_URLS, on a primary and a hot standby', () => {
  let primary: OwnServer;
  let standby: OwnServer;
  let test: TestApp | undefined;
  const start = async (variables: Record<string, string> = {}) =>
    (test = await startTestApp({ DATABASE_URL: primary.url, DATABASE_REPLICA_URLS: standby.url, ...variables }));
  /** Waits until the standby has all that the primary has now. */
  const caughtUp = async (): Promise<void> => {
    const lsn = await onServer(
      primary.url,
      async (client) => (await client.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')).rows[0]!.lsn,
    );
    await onServer(standby.url, async (client) => {
      for (let behind = true; behind; await sleep(20)) {
        const { rows } = await client.query<{ behind: boolean }>(
          'SELECT pg_last_wal_replay_lsn() < $1::pg_lsn AS behind',
          [lsn],
        );
        behind = rows[0]!.behind;
      }
    });
  };

  beforeAll(async () => {
    primary = await startOwnServer();
    standby = await startStandbyOf(primary);
  });
  afterEach(async () => {
    await test?.app.close();
    test = undefined;
    await onServer(primary.url, (client) => client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'));
    await caughtUp();
  });
  afterAll(async () => {
    await standby?.remove();
    await primary?.remove();
  });

  it('a boot looks at the primary and creates there; reads of the app go to the standby', async () => {
    const { app, log } = await start();
    expect(log.join('\n')).toMatch(/New tables to create: .*users/);
    await caughtUp();
    expect([await count(primary), await count(standby)]).toEqual([4, 4]);
    await onServer(standby.url, (client) => client.query('SELECT pg_wal_replay_pause()'));
    try {
      await onServer(primary.url, emptyTables);
      expect((await request(app.getHttpServer()).get('/users').expect(200)).body.meta.totalItems).toBe(4);
    } finally {
      await onServer(standby.url, (client) => client.query('SELECT pg_wal_replay_resume()'));
    }
  });

  it('a change is answered as it is, though no standby has it yet', async () => {
    const { app } = await start();
    const http = request(app.getHttpServer());
    await caughtUp();
    await onServer(standby.url, (client) => client.query('SELECT pg_wal_replay_pause()'));
    try {
      const user = { email: 'ada@example.com', fullName: 'Ada' };
      const { id } = (await http.post('/users').send(user).expect(201)).body;
      const changed = await http.patch(`/users/${id}`).send({ fullName: 'Ada Lovelace' }).expect(200);
      expect(changed.body).toMatchObject({ id, fullName: 'Ada Lovelace' });
    } finally {
      await onServer(standby.url, (client) => client.query('SELECT pg_wal_replay_resume()'));
    }
  });

  it('a standby that lags behind makes no boot think that its tables are missing', async () => {
    await onServer(standby.url, (client) => client.query('SELECT pg_wal_replay_pause()'));
    try {
      await (await start()).app.close();
      const { log } = await start();
      expect(log.join('\n')).not.toContain('New tables');
      await ready(test!).expect(200);
    } finally {
      await onServer(standby.url, (client) => client.query('SELECT pg_wal_replay_resume()'));
    }
  });

  it('migrations run on the primary, and readiness asks it', async () => {
    await start({ ENVIRONMENT: 'production' });
    await ready(test!).expect(503);
    await migrate(primary.url);
    await becomes(test!, 200);
  });

  it('a standby that is down is named, and told apart from the primary', async () => {
    await standby.stop();
    try {
      const failed = connectDataSource(
        databaseOptions(parseEnvironment({ DATABASE_REPLICA_URLS: standby.url }), primary.url),
        { timeoutMs: 300 },
      );
      const { host } = new URL(standby.url);
      await expect(failed).rejects.toThrow(
        new RegExp(
          `Can not connect to PostgreSQL at ${host}/.*, a read replica: nothing listens there.*\\n.*DATABASE_REPLICA_URLS`,
        ),
      );
    } finally {
      await standby.start();
    }
  });

  it('TypeORM itself runs them on the primary as well', async () => {
    await besideApp(primary.url, (dataSource) => dataSource.runMigrations(), standby.url);
    await caughtUp();
    expect([await count(primary), await count(standby)]).toEqual([0, 0]);
  });
});
