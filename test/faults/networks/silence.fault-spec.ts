import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Connection, Submittable } from 'pg';
import { from } from 'pg-copy-streams';
import { connectDataSource } from '../../../src/database-lifecycle';
import { SILENCE } from '../../../src/database-lifecycle/connect/silence.watch';
import { lifecycleOptions } from '../../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../../support/test-database';
import { tapWire } from '../../support/wire';
import { extent } from '../support/extent';
import { openLink, type BadLink } from './support/bad.link';
import { connectThrough } from './support/linked.app';
import { within } from './support/within';

const SHORT = { patienceMs: 300, lookMs: 300, atWorkMs: 300, looks: 3 };
const limits = { ...SILENCE };

function readRow(connection: Connection): void {
  connection.execute({ rows: '1' }, true);
  connection.flush();
}

describe('a connection that falls silent', () => {
  let database: TestDatabase;
  let link: BadLink;

  beforeEach(async () => {
    Object.assign(SILENCE, SHORT);
    database = await createEmptyDatabase();
    link = await openLink(database.url);
  });
  afterEach(async () => {
    Object.assign(SILENCE, limits);
    await link.close();
    await database.drop();
  });

  const blackHole = (): void => {
    link.fault = { kind: 'swallow', direction: 'toServer', after: link.traffic.toServer };
  };

  it('while an answer is due, is cut, and the pool has another once the network is back', async () => {
    const dataSource = await connectThrough(link.url);
    blackHole();
    await expect(within(20_000, dataSource.query('SELECT 1'))).rejects.toThrow(
      'no answer, and no sign on another connection that the server was at work on one (3 looks)',
    );
    link.heal();
    expect(await within(20_000, dataSource.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    await dataSource.destroy();
  });

  it('after a statement that took long, is cut as soon', async () => {
    Object.assign(SILENCE, { atWorkMs: 10_000 });
    const dataSource = await connectThrough(link.url);
    await dataSource.query('SELECT pg_sleep(1)');
    blackHole();
    await expect(within(8_000, dataSource.query('SELECT 1'))).rejects.toThrow('no answer');
    await dataSource.destroy();
  });

  it('in one direction only, is cut, though the server answers beside it', async () => {
    for (const direction of ['toServer', 'toClient'] as const) {
      const dataSource = await connectThrough(link.url);
      link.fault = { kind: 'mute', direction, after: link.traffic[direction] };
      await expect(within(20_000, dataSource.query('SELECT 1'))).rejects.toThrow('no sign on another connection');
      link.heal();
      await dataSource.destroy();
    }
  });

  it('in the middle of a statement with parameters, is cut, though the server has begun to read it', async () => {
    const sql = 'SELECT $1::text AS "sent to the server in several messages"';
    const dataSource = await connectThrough(link.url);
    const beforeText = 6;
    link.fault = { kind: 'mute', direction: 'toServer', after: link.traffic.toServer + beforeText + sql.length + 3 };
    await expect(within(20_000, dataSource.query(sql, ['x']))).rejects.toThrow('no sign on another connection');
    link.heal();
    await dataSource.destroy();
  });

  it('because the rows of a COPY are slow to come, is left alone', async () => {
    const dataSource = await connectThrough(link.url);
    const runner = dataSource.createQueryRunner();
    const client = (await runner.connect()) as Client;
    await runner.query('CREATE TABLE kept (n int)');
    const copy = client.query(from('COPY kept FROM STDIN'));
    copy.write('1\n');
    await sleep(4_000);
    await finished(copy.end('2\n'));
    await runner.release();
    expect(await database.query('SELECT n FROM kept')).toEqual([{ n: 1 }, { n: 2 }]);
    await dataSource.destroy();
  });

  it('because the rows of a cursor are read slowly, is left alone', async () => {
    const dataSource = await connectThrough(link.url);
    const runner = dataSource.createQueryRunner();
    const client = (await runner.connect()) as Client;
    const rows: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      // As pg-query-stream does, by which TypeORM's stream() reads.
      const cursor = {
        submit(connection: Connection) {
          connection.parse({ name: '', text: 'SELECT generate_series(1, 2)', types: [] }, true);
          connection.bind({}, true);
          readRow(connection);
        },
        handleDataRow: ({ fields }: { fields: unknown[] }) => void rows.push(...fields),
        handlePortalSuspended: (connection: Connection) => void setTimeout(readRow, 4_000, connection),
        handleCommandComplete: (_: unknown, connection: Connection) => connection.sync(),
        handleReadyForQuery: () => resolve(),
        handleError: reject,
      };
      client.query(cursor as unknown as Submittable);
    });
    expect(rows).toEqual(['1', '2']);
    await runner.release();
    await dataSource.destroy();
  });

  it('is cut although the password that a function gave for it is no longer good, as a token is after a while', async () => {
    let password = 'first';
    const { hostname: host, port } = new URL(link.url);
    const username = `token_${database.name}`;
    await database.query(`CREATE ROLE ${username} LOGIN PASSWORD '${password}'`);
    const address = { url: undefined, host, port: Number(port), username, password: async () => password };
    const dataSource = await connectThrough(link.url, { ...address, database: database.name });
    password = 'second';
    await database.query(`ALTER ROLE ${username} PASSWORD '${password}'`);
    link.fault = { kind: 'mute', direction: 'toServer', after: link.traffic.toServer };
    await expect(within(20_000, dataSource.query('SELECT 1'))).rejects.toThrow('no sign on another connection');
    link.heal();
    await dataSource.destroy();
    await database.query(`DROP ROLE ${username}`);
  });

  it.each([
    ['waits', 'SELECT pg_sleep(4)'],
    [
      'computes',
      `DO $$ DECLARE until timestamptz = clock_timestamp() + '4 s'; BEGIN WHILE clock_timestamp() < until LOOP END LOOP; END $$`,
    ],
  ])('because the statement takes long and %s, is left alone', async (_how, statement) => {
    const dataSource = await connectThrough(link.url);
    await within(20_000, dataSource.query(statement));
    await dataSource.destroy();
  });

  it.each([
    ['in statement after statement', 0],
    ['with pauses between', 1_000],
  ])('for a moment, three times %s, is left alone', async (_how, pauseMs) => {
    let held = Promise.resolve();
    const wire = await tapWire(database.url, () => held);
    const dataSource = await connectThrough(wire.url);
    try {
      for (let time = 1; time <= SHORT.looks; time += 1) {
        // Long enough for one look that comes to nothing.
        held = sleep(SHORT.patienceMs + SHORT.lookMs + 150);
        expect(await within(20_000, dataSource.query(`SELECT ${time} AS time`))).toEqual([{ time }]);
        await sleep(pauseMs);
      }
    } finally {
      await dataSource.destroy();
      await wire.close();
    }
  });

  it('while a transaction is idle, is left alone', async () => {
    const dataSource = await connectThrough(link.url);
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('CREATE TABLE kept ()');
    await sleep(3_000);
    await runner.commitTransaction();
    await runner.release();
    expect(await database.query(`SELECT to_regclass('kept')::text AS kept`)).toEqual([{ kept: 'kept' }]);
    await dataSource.destroy();
  });

  it('does not keep the process from ending', async () => {
    const dataSource = await connectThrough(link.url);
    const runner = dataSource.createQueryRunner();
    const { connection } = (await runner.connect()) as Client;
    await runner.release();
    blackHole();
    await within(20_000, dataSource.destroy());
    expect(connection.stream.destroyed).toBe(false);
    await within(20_000, once(connection.stream, 'close'));
  });

  it('while it is made, leaves no session behind', async () => {
    link.fault = { kind: 'mute', direction: 'toClient', after: 300 };
    await expect(within(20_000, connectThrough(link.url))).rejects.toThrow(new URL(link.url).host);
    const others = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    expect(await database.query(others)).toHaveLength(1);
    await within(
      20_000,
      (async () => {
        while ((await database.query(others)).length > 0);
      })(),
    );
  });

  it('does not keep a database from being told that it can not be created', async () => {
    const url = new URL(link.url);
    url.pathname = '/absent';
    link.fault = { kind: 'swallow', direction: 'toClient', after: 400 };
    const options = lifecycleOptions(url.href, []);
    await expect(within(30_000, connectDataSource(options, { timeoutMs: 1_000 }))).rejects.toThrow(url.host);
  });

  it('while a database is created, is cut, and the message says so', async () => {
    const url = new URL(database.url);
    url.pathname = '/absent';
    let silent = false;
    const wire = await tapWire(url.href, ({ sql }) => {
      silent ||= sql?.startsWith('CREATE DATABASE') === true;
      return silent ? new Promise(() => undefined) : undefined;
    });
    try {
      await expect(within(20_000, connectThrough(wire.url))).rejects.toThrow(
        'the database absent does not exist. It could not be created either: no answer, and no sign on another connection',
      );
    } finally {
      await wire.close();
    }
  });

  extent(describe.skip, describe)('with the limits as they are', () => {
    it('is cut within 40 s', async () => {
      Object.assign(SILENCE, limits);
      const dataSource = await connectThrough(link.url);
      blackHole();
      await expect(within(45_000, dataSource.query('SELECT 1'))).rejects.toThrow('no answer');
      await dataSource.destroy();
    });
  });
});
