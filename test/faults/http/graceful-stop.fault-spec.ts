import { setTimeout as sleep } from 'node:timers/promises';
import { createEmptyDatabase, onServer, serverUrl, type TestDatabase } from '../../support/test-database';
import { extent } from '../support/extent';
import { startAppProcess, type AppProcess } from './support/app.process';
import { holdTable } from './support/held.table';
import { type Answer, LastingClient } from './support/lasting.client';

const POOL_SIZE = 4;

describe('a stop by SIGTERM', () => {
  let database: TestDatabase;
  let app: AppProcess;
  let clients: LastingClient[];

  const start = async (variables: Record<string, string> = {}): Promise<void> => {
    const pool = { DATABASE_URL: database.url, DATABASE_POOL_SIZE: String(POOL_SIZE), THROTTLE_TTL_MS: '1' };
    app = await startAppProcess({ ...pool, ...variables });
    clients = Array.from({ length: 20 }, () => new LastingClient(app.address));
  };
  const sessions = () =>
    onServer(serverUrl(), async (client) => {
      const { rows } = await client.query('SELECT application_name FROM pg_stat_activity WHERE datname = $1', [
        database.name,
      ]);
      return rows.map(({ application_name: name }) => name);
    });

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(async () => {
    await app?.stop('SIGKILL');
    clients?.forEach((client) => client.close());
    await database?.drop();
  });

  it('answers all that is in flight, lets nobody new in, and leaves no session on the server', async () => {
    await start();
    const [idle, ...others] = clients as [LastingClient, ...LastingClient[]];
    await Promise.all(clients.map((client) => client.get('/users')));
    const table = await holdTable(database.url, 'pets');
    // More than there are connections: some wait for one.
    const inFlight = others.map((client) => client.get('/pets'));
    await sleep(500);

    const end = app.stop();
    await sleep(50);
    // A request on its way when the stop began, by a connection that there was.
    expect(await idle.get('/health/live').catch((error: Error) => error.message)).toMatchObject({ reused: true });
    await sleep(500);
    await expect(new LastingClient(app.address).get('/users')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await table.release();
    for (const answer of await Promise.all(inFlight))
      expect(answer).toEqual({ status: 200, connection: 'close', reused: true });
    expect(await end).toEqual({ code: 0, signal: null });
    expect(await sessions()).toEqual([]);
    expect(app.output()).not.toMatch(/ERROR|FATAL|\n\s+at /);
  });

  it('under load breaks off no connection that it had accepted', async () => {
    for (let round = 0; round < extent(2, 25); round++) {
      await start();
      const answers: Answer[] = [];
      const errors: { code: string; reused: boolean }[] = [];
      const load = clients.map(async (client) => {
        for (;;) answers.push(await client.get('/users?limit=1'));
      });
      const loads = load.map((one) => one.catch((error) => errors.push(error)));
      await sleep(1000);
      expect(await app.stop()).toEqual({ code: 0, signal: null });
      await Promise.all(loads);

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(errors).toHaveLength(clients.length);
      expect(errors.filter(({ reused }) => reused)).toEqual([]);
      expect(await sessions()).toEqual([]);
    }
  });

  it('that would hang is cut off in time, says so, and ends with 1', async () => {
    await start({ SHUTDOWN_TIMEOUT_MS: '1000' });
    const table = await holdTable(database.url, 'pets');
    const hanging = clients[0]!.get('/pets').catch((error: NodeJS.ErrnoException) => error.code);
    await sleep(500);
    expect(await app.stop()).toEqual({ code: 1, signal: null });
    expect(await hanging).toBe('ECONNRESET');
    expect(app.output()).toContain('Not stopped within 1000 ms (SHUTDOWN_TIMEOUT_MS): what still runs is cut off.');
    await table.release();
  });
});
