import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { startTestApp, type TestApp } from '../../app/support/test-app';
import { openGate, type Gate } from '../../health/gate';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { holdTable } from './support/held.table';

const BUSY = {
  statusCode: 503,
  message: 'The database is busy or out of reach, please try again',
  error: 'Service Unavailable',
};

describe('a pool of two connections', () => {
  let database: TestDatabase;
  let gate: Gate;
  let test: TestApp;
  const get = (path: string) => request(test.app.getHttpServer()).get(path);
  /** Sends it at once; supertest waits for somebody to ask. */
  const sent = (path: string) => get(path).then((answer) => answer);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    gate = await openGate(database.url);
    test = await startTestApp({ DATABASE_URL: gate.url, DATABASE_POOL_SIZE: '2' });
  });
  afterEach(async () => {
    await test?.app.close();
    await gate?.shut();
    await database?.drop();
  });

  it('all held, answers 503 in time to who waits for one, and serves again once they are back', async () => {
    const table = await holdTable(database.url, 'pets');
    const holding = [sent('/pets'), sent('/pets')];
    await sleep(500);
    const waiting = await Promise.all([1, 2, 3, 4].map(() => sent('/users')));
    for (const { status, body, headers } of waiting) {
      expect(status).toBe(503);
      expect(body).toEqual(BUSY);
      expect(headers['retry-after']).toBe('1');
    }
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(503);

    await table.release();
    expect((await Promise.all(holding)).map(({ status }) => status)).toEqual([200, 200]);
    const after = await Promise.all(Array.from({ length: 20 }, () => sent('/users')));
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]));
    const lines = test.log.filter((line) => line.includes('timeout exceeded when trying to connect'));
    expect(lines).toHaveLength(1);
  });

  it('to a server that goes away answers 503, also to what was under way, and serves again once it is back', async () => {
    const table = await holdTable(database.url, 'pets');
    const underWay = sent('/pets');
    await sleep(500);
    await gate.shut();
    expect((await underWay).body).toEqual(BUSY);
    await table.release();

    const away = await Promise.all([1, 2, 3, 4].map(() => sent('/users')));
    for (const { body, headers } of away) {
      expect(body).toEqual(BUSY);
      expect(headers['retry-after']).toBe('1');
    }
    await gate.open();
    const after = await Promise.all(Array.from({ length: 20 }, () => sent('/users')));
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
