import request from 'supertest';
import { DataSource } from 'typeorm';
import { STANDS_MS } from '../../src/database-lifecycle/health/readiness.monitor';
import { sendWithin } from '../../src/database-lifecycle/sql/bounded.message';
import { withSession } from '../../src/database-lifecycle/sql/sql.session';
import { startTestApp, type TestApp } from '../app/support/test-app';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { tapWire, type Wire } from '../support/wire';
import { openGate } from './gate';
import { becomes, migrate, ready } from './support';

describe('probes of /health/ready', () => {
  let database: TestDatabase;
  let test: TestApp | undefined;
  let wire: Wire | undefined;
  const start = async (url: string, variables: Record<string, string> = {}) =>
    (test = await startTestApp({ ENVIRONMENT: 'production', DATABASE_URL: url, ...variables }));

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    await test?.app.close();
    await wire?.close();
    [test, wire] = [undefined, undefined];
    await database?.drop();
  });

  it.each([
    ['ready', 200, STANDS_MS.ready],
    ['not ready', 503, STANDS_MS.notReady],
  ])('while %s: 200 at once and 200 in a row are one message, which only reads', async (_, status, standsMs) => {
    if (status === 200) await migrate(database.url);
    wire = await tapWire(database.url);
    const app = await start(wire.url);
    const [messages, statements] = [wire.roundTrips(), wire.sql().length];
    const started = performance.now();
    // A slow machine may need longer for all of them than one answer stands.
    const looks = (): number => 1 + Math.floor((performance.now() - started) / standsMs);
    const together = await Promise.all(Array.from({ length: 200 }, () => ready(app)));
    expect(new Set(together.map((answer) => answer.status))).toEqual(new Set([status]));
    expect(wire.roundTrips() - messages).toBeLessThanOrEqual(looks());
    for (let probe = 0; probe < 200; probe += 1) await ready(app).expect(status);
    expect(wire.roundTrips() - messages).toBeLessThanOrEqual(looks());
    const [sql] = wire.sql().slice(statements);
    expect(sql).toMatch(
      /^SET LOCAL statement_timeout = 1000\n;\nSET LOCAL lock_timeout = 800\n;\nSELECT json_build_object[^;]*\n;\nSELECT [^;]*$/,
    );
  });

  it('find an unreachable server, and one that is back', async () => {
    await migrate(database.url);
    const gate = await openGate(database.url);
    try {
      const app = await start(gate.url);
      await ready(app).expect(200);
      await gate.shut();
      await becomes(app, 503);
      const { body, text } = await ready(app).expect(503);
      expect(body.error).toEqual({ database: { status: 'down', reasons: ['unreachable'] } });
      expect(text).not.toMatch(/ECONN|127\.0\.0\.1|postgres|test_/);
      await request(app.app.getHttpServer()).get('/health/live').expect(200);
      expect(app.log.join('\n')).toMatch(
        /warn \[DatabaseLifecycle\] .*Not ready: unreachable, .* PostgreSQL at 127\.0\.0\.1:\d+\/.*(nothing listens there|was lost)/,
      );
      await gate.open();
      expect(await becomes(app, 200)).toBeLessThan(10_000);
      for (const [ready, reasons] of [[false, ['unreachable']] as const, [true, []] as const])
        expect(app.messages).toContainEqual(expect.objectContaining({ phase: 'readiness', ready, reasons }));
    } finally {
      await test?.app.close();
      test = undefined;
      await gate.shut();
    }
  });

  it('get an answer while the server is silent, and its connection does not stay in a pool of one', async () => {
    await migrate(database.url);
    let silent = false;
    const silence = new Promise<void>(() => undefined);
    wire = await tapWire(database.url, () => (silent ? silence : undefined));
    const app = await start(wire.url, { DATABASE_POOL_SIZE: '1' });
    silent = true;
    const started = performance.now();
    const { body } = await ready(app).expect(503);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(body.error.database).toEqual({ status: 'down', reasons: ['unreachable'] });
    silent = false;
    expect(await becomes(app, 200)).toBeLessThan(10_000);
  });

  it('find a record that is locked: the log tells by whom', async () => {
    await migrate(database.url);
    const app = await start(database.url);
    await onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'payroll'; BEGIN; LOCK TABLE migrations`);
      await becomes(app, 503);
    });
    expect(app.log.join('\n')).toMatch(
      /Not ready: unreachable, .*A table stayed locked for 800 ms: public\.migrations by pid \d+ \(payroll, /,
    );
    expect(app.log.join('\n')).not.toContain('lockTimeoutMs');
  });

  it('have a limit that no option raises, and say so', async () => {
    const { app } = await start(database.url);
    const answer = withSession(app.get(DataSource), (session) => sendWithin(session, 300, ['SELECT pg_sleep(5)']));
    const { message } = await answer.then(
      () => new Error('answered'),
      (error: Error) => error,
    );
    expect(message).toContain('The database did not answer within 0.3 s.');
    expect(message).not.toContain('statementTimeoutMs');
  });
});
