import { createMissingTables } from '../../../src/database-lifecycle';
import { lifecycleTarget } from '../../../src/database-lifecycle/lifecycle.target';
import { runMigrations } from '../../../src/database-lifecycle/migrations/migration.runner';
import request from 'supertest';
import { startTestApp } from '../../app/support/test-app';
import { chanceOf } from '../../reset/support/chance';
import { callCli } from '../../cli/support';
import { becomes, migrate } from '../../health/support';
import { COUNTING, failureOf } from '../../migrations/support/migrating';
import { onServer } from '../../support/test-database';
import { tapWire } from '../../support/wire';
import { startOwnServer, startStandbyOf, type OwnServer } from '../../traps/support/own-server';
import { extent, faultsSeed } from '../support/extent';
import { openLink } from './support/bad.link';
import { connectThrough, boot, LinkedApp } from './support/linked.app';
import { within } from './support/within';

const BOUND_MS = 60_000;

/** Of a start, with a part of the message that is sent then. */
const MOMENTS: readonly (readonly [when: string, at: string])[] = [
  ['before its first look', 'AS presence'],
  ['between its look and the lock', 'START TRANSACTION'],
  ['as it takes the lock', 'pg_try_advisory'],
];

const on = <Row>(server: OwnServer, sql: string): Promise<Row[]> =>
  onServer(server.url, async (client) => (await client.query(sql)).rows as Row[]);

/** Ready for what comes behind what the primary has now. */
async function catchUp(primary: OwnServer, standby: OwnServer): Promise<void> {
  const [row] = await on<{ lsn: string }>(primary, 'SELECT pg_current_wal_lsn() AS lsn');
  const behind = `SELECT FROM pg_last_wal_replay_lsn() AS at WHERE at < '${row!.lsn}'`;
  while ((await on(standby, behind)).length > 0);
}

describe('a primary and its standby', () => {
  let primary: OwnServer;
  let standby: OwnServer;

  beforeEach(async () => {
    primary = await startOwnServer();
    standby = await startStandbyOf(primary);
  });
  afterEach(async () => {
    await standby?.remove();
    await primary?.remove();
  });

  it('a start on the standby with a table missing names it as such; status and drift work on it', async () => {
    const { host } = new URL(standby.url);
    await expect(boot(standby.url)).rejects.toThrow(
      'Database postgres is read only, so no table can be created: the server is a standby (in recovery), expected the primary. Connect to the primary: DATABASE_URL',
    );
    const status = await callCli(LinkedApp.on(standby.url), ['db:status', '--json']);
    expect(JSON.parse(status.stdout)).toMatchObject({
      tables: [{ state: 'missing' }, { state: 'missing' }],
      problems: [{ code: 'read-only' }],
    });
    const dataSource = await connectThrough(standby.url, { migrations: [...COUNTING] });
    const target = lifecycleTarget(dataSource, { environment: 'production' });
    const failure = await failureOf(runMigrations(target));
    expect(failure).toMatchObject({ name: 'ReadOnlyServerError' });
    expect(failure.message).toContain(`PostgreSQL at ${host}/postgres as postgres takes no writes: it is a standby`);
    await dataSource.destroy();

    await (await boot(primary.url)).close();
    await catchUp(primary, standby);
    await (await boot(standby.url)).close();
    const complete = await callCli(LinkedApp.on(standby.url), ['db:status']);
    expect(complete.exitCode).toBe(0);
    expect(complete.stdout).toContain('as role postgres, read only: a standby');
    // Of the standby's version, whatever the tests run on.
    const shadowServer = async () => ({ url: primary.url, stop: async () => undefined });
    const drift = await callCli(LinkedApp.on(standby.url), ['db:drift'], { shadowServer });
    expect([drift.exitCode, drift.stderr]).toEqual([0, '']);
  });

  it.each(extent([chanceOf(`promotion ${faultsSeed()}`).pick(MOMENTS)], MOMENTS))(
    'the standby is promoted during a start, %s: it completes or says so, and the next one completes',
    async (_when, at) => {
      let promoted = false;
      const wire = await tapWire(standby.url, async ({ sql }) => {
        if (promoted || !sql?.includes(at)) return;
        promoted = true;
        await on(standby, 'SELECT pg_promote()');
      });
      const dataSource = await connectThrough(wire.url);
      const failure = await within(BOUND_MS, createMissingTables(dataSource, { environment: 'development' })).then(
        () => undefined,
        (error: Error) => error,
      );
      expect(promoted).toBe(true);
      if (failure) expect(failure.message).toMatch(/takes no writes: it is a standby|is read only/);
      await dataSource.destroy();
      await wire.close();
      await (await boot(standby.url)).close();
      expect(await on(standby, 'SELECT count(*)::int AS owners FROM owners')).toEqual([{ owners: 4 }]);
    },
  );

  it('an app that runs on the standby goes on, and writes, once it is promoted', async () => {
    await migrate(primary.url);
    await catchUp(primary, standby);
    const test = await startTestApp({
      ENVIRONMENT: 'production',
      API_KEY: 'a-key-of-some-length',
      DATABASE_URL: standby.url,
    });
    try {
      await becomes(test, 200);
      const post = () =>
        request(test.app.getHttpServer())
          .post('/users')
          .set('Authorization', 'Bearer a-key-of-some-length')
          .send({ email: 'ada@example.com', fullName: 'Ada' });
      expect((await post()).status).toBeGreaterThanOrEqual(500);
      await on(standby, 'SELECT pg_promote()');
      expect((await post()).status).toBe(201);
      await becomes(test, 200);
    } finally {
      await test.app.close();
    }
  });

  it('the primary dies and its standby takes over at the same address, under the lock of a start', async () => {
    const link = await openLink(primary.url);
    let messages = 0;
    const wire = await tapWire(link.url, async ({ sql }) => {
      if (sql === undefined || !sql.includes('pg_try_advisory')) return;
      messages += 1;
      if (messages > 1) return;
      await primary.stop();
      await on(standby, 'SELECT pg_promote()');
      link.leadTo(standby.url);
    });
    const failure = await failureOf(within(BOUND_MS, boot(wire.url)));
    expect(failure.message).toContain(
      `The connection to PostgreSQL at ${new URL(wire.url).host}/postgres as postgres was lost`,
    );
    await (await within(BOUND_MS, boot(wire.url))).close();
    expect(await on(standby, 'SELECT count(*)::int AS owners FROM owners')).toEqual([{ owners: 4 }]);
    await wire.close();
    await link.close();
  });
});
