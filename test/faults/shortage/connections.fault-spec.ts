import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createEmptyDatabase, onServer, type TestDatabase } from '../../support/test-database';
import { startOwnServer, type OwnServer } from '../../traps/support/own-server';
import { perform } from '../support/order';
import { ENTITIES } from '../../seeding/support/entities';
import { lifecycleOptions } from '../../support/lifecycle-data-source';
import { connectDataSource } from '../../../src/database-lifecycle';

const CONNECTIONS = 12;

/** A server may take a moment to let go of the connection of the command before. */
const OF_THE_LAST_ONE = expect.stringMatching(
  /^(log \[DatabaseConnection\] Waiting .* has no connection left\.\n)?$/,
) as string;

/** Until somebody waits for a table; 20 s at most. */
async function waiting(client: Client): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const { rowCount } = await client.query(`SELECT FROM pg_locks WHERE locktype = 'relation' AND NOT granted`);
    if (rowCount! > 0) return;
    await sleep(50);
  }
  throw new Error('Nobody has come to wait');
}

describe('a server that has no connection left', () => {
  let server: OwnServer;
  let database: TestDatabase;
  /** As a role that is no superuser, for whom no connection is reserved. */
  let url: string;
  const others: Client[] = [];

  beforeAll(async () => {
    server = await startOwnServer({ max_connections: `${CONNECTIONS}` });
  });
  afterAll(() => server?.remove());
  beforeEach(async () => {
    database = await createEmptyDatabase('template0', server.url);
    await database.query(`CREATE ROLE app LOGIN PASSWORD 'app'; GRANT ALL ON SCHEMA public TO app`);
    const own = new URL(database.url);
    [own.username, own.password] = ['app', 'app'];
    url = own.href;
  });
  afterEach(async () => {
    for (const other of others.splice(0)) await other.end();
    await database.drop();
    await onServer(server.url, (client) => client.query('DROP ROLE app'));
  });

  const take = async (): Promise<void> => {
    const other = new Client({ connectionString: url });
    await other.connect();
    others.push(other);
  };
  const takeAll = async (): Promise<void> => {
    for (;;) {
      try {
        await take();
      } catch (error) {
        if ((error as { code?: string }).code === '53300') return;
        throw error;
      }
    }
  };
  const LIMITS = [
    ['max_connections', async () => undefined, /no connection left.*\n.*max_connections/],
    [
      "the role's CONNECTION LIMIT",
      () => database.query('ALTER ROLE app CONNECTION LIMIT 2'),
      /role app has no connection left.*\n.*ALTER ROLE "app" CONNECTION LIMIT/,
    ],
    [
      "the database's CONNECTION LIMIT",
      () => database.query(`ALTER DATABASE ${database.name} CONNECTION LIMIT 2`),
      /database \w+ has no connection left.*\n.*ALTER DATABASE "\w+" CONNECTION LIMIT/,
    ],
  ] as const;
  const connect = (timeoutMs: number) => connectDataSource(lifecycleOptions(url, ENTITIES), { timeoutMs });

  describe.each(LIMITS)('by %s', (_, limit, says) => {
    beforeEach(async () => {
      await limit();
      await takeAll();
    });

    it('is waited for within bounds, and the message says so and what to do', async () => {
      const started = Date.now();
      const error = await connect(5_000).then(
        () => undefined,
        (failure: Error) => failure,
      );
      expect(error).toMatchObject({ name: 'DatabaseConnectionError', message: expect.stringMatching(says) });
      expect(Date.now() - started).toBeLessThan(30_000);
    });

    it('works once one is free', async () => {
      const connecting = connect(30_000);
      setTimeout(() => void others.pop()!.end(), 500);
      await (await connecting).destroy();
    });
  });

  it('with a single one all of a boot and of the commands works', async () => {
    await database.query('ALTER ROLE app CONNECTION LIMIT 1');
    await onServer(server.url, (client) => client.query(`ALTER DATABASE ${database.name} OWNER TO app`));
    const { name } = database;
    for (const argv of [
      ['boot'],
      ['db:status'],
      ['db:seed'],
      ['db:init', '--force', '--seed', '--confirm', name],
      ['db:restore', '--confirm', name],
      ['db:purge', '--confirm', name],
    ]) {
      expect([argv, await perform({ url, argv })]).toMatchObject([argv, { exitCode: 0, stderr: OF_THE_LAST_ONE }]);
    }
    const migrating = { url, argv: ['migration:run'], environment: 'development', migrations: 'counting' } as const;
    expect(await perform(migrating)).toMatchObject({ exitCode: 0, stderr: OF_THE_LAST_ONE });
  });

  it('while a boot waits for a lock does not hinder it, as it needs no other', async () => {
    await perform({ url: database.url, argv: ['boot'] });
    await database.query('DROP TABLE creatures');
    await onServer(database.url, async (payroll) => {
      await payroll.query('BEGIN; LOCK TABLE keepers');
      const booting = perform({ url: database.url, argv: ['boot'], lockTimeoutMs: 30_000 });
      await waiting(payroll);
      await takeAll();
      await payroll.query('COMMIT');
      expect(await booting).toMatchObject({ exitCode: 0, stderr: '' });
    });
  });
});
