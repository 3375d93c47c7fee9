import request from 'supertest';
import { SILENCE } from '../../../src/database-lifecycle/connect/silence.watch';
import { startTestApp, type TestApp } from '../../app/support/test-app';
import { becomes } from '../../health/support';
import { chanceOf } from '../../reset/support/chance';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { extent, faultsSeed } from '../support/extent';
import { directionsOf, KINDS, openLink, type BadLink } from './support/bad.link';
import { within } from './support/within';

const ROUNDS = extent(4, 80);
const REQUESTS = 12;
const BOUND_MS = 30_000;

describe('the app while it serves, over a network on which anything may happen', () => {
  let database: TestDatabase;
  let link: BadLink;
  let test: TestApp;
  const limits = { ...SILENCE };

  beforeAll(async () => {
    Object.assign(SILENCE, { patienceMs: 300, lookMs: 500, atWorkMs: 1_000, looks: 2 });
    database = await createEmptyDatabase();
    link = await openLink(database.url);
    test = await startTestApp({ DATABASE_URL: link.url, DATABASE_POOL_SIZE: '3' });
  });
  afterAll(async () => {
    Object.assign(SILENCE, limits);
    await test?.app.close();
    await link?.close();
    await database?.drop();
  });

  const get = () => request(test.app.getHttpServer()).get('/users');
  const several = () => Promise.all(Array.from({ length: REQUESTS }, get));

  /** A connection that was hurt shows it when it is used next. */
  async function recovers(): Promise<void> {
    await becomes(test, 200);
    while ((await several()).some(({ status }) => status !== 200));
  }

  it(
    'each request gets an answer, without a word of the driver; then all is as before, without a restart',
    async () => {
      const chance = chanceOf(`serving ${faultsSeed()}`);
      const failed = new Set<number>();
      for (let round = 0; round < ROUNDS; round += 1) {
        const kind = KINDS[(round + faultsSeed()) % KINDS.length]!;
        const direction = chance.pick(directionsOf(kind));
        const after = link.traffic[direction] + chance.integer(0, direction === 'toServer' ? 2_000 : 6_000);
        link.fault = { kind, direction, after };
        const answers = await within(BOUND_MS, several());
        for (const { status, body, text } of answers) {
          if (status === 200) expect(body.meta.totalItems).toBe(4);
          else {
            failed.add(status);
            expect(text).not.toMatch(/ECONN|terminat|timeout|connection|127\.0\.0\.1/i);
          }
        }
        link.heal();
        await within(BOUND_MS, recovers());
      }
      expect([...failed].filter((status) => status < 500)).toEqual([]);
    },
    extent(120_000, 1_800_000),
  );
});
