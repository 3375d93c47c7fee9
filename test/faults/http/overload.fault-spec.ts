import autocannon from 'autocannon';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { extent } from '../support/extent';
import { startAppProcess, type AppProcess } from './support/app.process';

const SECONDS = extent(6, 60);
const MEGABYTE = 1024 ** 2;
/** What a request may be answered with: a success, or to come later. */
const ALLOWED = /^(200|429|503)$/;

describe.each([
  ['without throttling', { THROTTLE_TTL_MS: '1', DATABASE_POOL_SIZE: '4' }],
  ['with the default throttling', {}],
])('twice the capacity, %s', (_, variables) => {
  let database: TestDatabase;
  let app: AppProcess;

  const load = (options: Partial<autocannon.Options>) =>
    autocannon({
      url: app.address,
      // In seconds: longer than any wait for the pool, on a machine that does other work as well.
      timeout: 30,
      requests: [{ path: '/users?limit=5' }, { path: '/pets?limit=5' }, { path: '/health/live' }],
      ...options,
    });

  beforeAll(async () => {
    database = await createEmptyDatabase();
    app = await startAppProcess({ DATABASE_URL: database.url, ...variables });
  });
  afterAll(async () => {
    await app?.stop();
    await database?.drop();
  });

  it(`for ${SECONDS} s brings no error but 429 or 503, and the memory of its first half`, async () => {
    const { requests } = await load({ connections: 10, duration: 2 });
    const capacity = Math.max(20, Math.round(requests.average));
    // Each answer takes two seconds at least.
    const overload = { connections: Math.min(400, capacity * 2), overallRate: capacity * 2 };
    const memories = [];
    const answered = new Set<string>();
    for (const half of [1, 2]) {
      const result = await load({ ...overload, duration: SECONDS / 2 });
      memories.push(await app.memory());
      process.stdout.write(`half ${half}: ${summary(result)}, ${memory(memories.at(-1)!)}\n`);
      expect(result).toMatchObject({ errors: 0, timeouts: 0, resets: 0 });
      for (const status of Object.keys(result.statusCodeStats ?? {})) answered.add(status);
    }
    expect([...answered].filter((status) => !ALLOWED.test(status))).toEqual([]);
    expect([...answered]).toContain('200');
    const [first, second] = memories as [(typeof memories)[number], (typeof memories)[number]];
    expect(second.heapUsed).toBeLessThan(first.heapUsed * 1.1 + 2 * MEGABYTE);
    expect(second.rss).toBeLessThan(first.rss * 1.25 + 32 * MEGABYTE);
    expect(app.output()).not.toMatch(/FATAL|ExceptionsHandler|\n\s+at /);
  });
});

const memory = ({ heapUsed, rss }: { heapUsed: number; rss: number }): string =>
  `heap ${(heapUsed / MEGABYTE).toFixed(1)} MB, RSS ${(rss / MEGABYTE).toFixed(0)} MB`;

const summary = ({ requests, latency, statusCodeStats }: autocannon.Result): string =>
  `${requests.average} requests/s, latency p50 ${latency.p50} ms, p99 ${latency.p99} ms, ` +
  Object.entries(statusCodeStats ?? {})
    .map(([status, { count }]) => `${count} x ${status}`)
    .join(', ');
