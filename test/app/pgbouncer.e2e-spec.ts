import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import request from 'supertest';
import { becomes, migrate, ready } from '../health/support';
import { noPgBouncer, startPgBouncer } from '../migrations/support/pgbouncer';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { startTestApp, type TestApp } from './support/test-app';

if (noPgBouncer) process.stderr.write(`Skipped test/app/pgbouncer: ${noPgBouncer}\n`);

(noPgBouncer ? describe.skip : describe)('the app behind PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let bouncer: Awaited<ReturnType<typeof startPgBouncer>>;
  const running: TestApp[] = [];
  const start = async (variables: Record<string, string> = {}): Promise<TestApp> => {
    const app = await startTestApp({ DATABASE_URL: bouncer.url, ...variables });
    running.push(app);
    return app;
  };

  beforeEach(async () => {
    database = await createEmptyDatabase();
    bouncer = await startPgBouncer(database.url, 'transaction');
  });
  afterEach(async () => {
    for (const { app } of running.splice(0)) await app.close();
    await bouncer.stop();
    await database.drop();
  });

  it('five starts at once: one creates and seeds, all serve, no lock stays behind', async () => {
    const apps = await Promise.all(Array.from({ length: 5 }, () => start({ DATABASE_POOL_SIZE: '1' })));
    const created = apps.filter(({ log }) => log.some((line) => /New tables to create: .*users/.test(line)));
    expect(created).toHaveLength(1);
    for (const { app } of apps) {
      expect((await request(app.getHttpServer()).get('/users').expect(200)).body.meta.totalItems).toBe(4);
    }
    expect(
      await database.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (
      SELECT oid FROM pg_database WHERE datname = current_database())`),
    ).toEqual([]);
  });

  it('a start that finds no connection left waits for one, and says whose word it has', async () => {
    const full = await startPgBouncer(database.url, 'transaction', 20, ['max_client_conn = 1']);
    try {
      const holder = new Client({ connectionString: full.url });
      await holder.connect();
      const starting = start({ DATABASE_URL: full.url, DATABASE_POOL_SIZE: '1' });
      await setTimeout(1_000);
      await holder.end();
      const { app, log } = await starting;
      await request(app.getHttpServer()).get('/users').expect(200);
      expect(log.join('\n')).toMatch(
        /Waiting up to 30 s for PostgreSQL at .*: a pooler \(PgBouncer or another\) answers in its place: no more connections allowed/,
      );
    } finally {
      for (const { app } of running.splice(0)) await app.close();
      await full.stop();
    }
  });

  it('in production: unready, and ready by itself once the migrations ran through it', async () => {
    const app = await start({ ENVIRONMENT: 'production' });
    await ready(app).expect(503);
    await migrate(bouncer.url);
    await becomes(app, 200);
  });
});
