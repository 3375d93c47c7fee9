import timers from 'node:timers/promises';
import type { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import type { MigrationRetry } from '../../src/database-lifecycle/interfaces/migration-report.interface';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { runMigrations } from '../../src/database-lifecycle/migrations/migration.runner';
import { migration, migrationDoing, starting, type MigrationClass } from './support/migration.factory';
import { connectMigrating, failureOf, migrate } from './support/migrating';

const ALTERING = [
  migration(1, ['CREATE TABLE done (id int)', 'INSERT INTO done VALUES (1)']),
  migration(2, ['ALTER TABLE orders ADD COLUMN note text']),
];

/** Begins a transaction of its own, and has no thought for its failing. */
const nesting = (begin: (runner: QueryRunner) => Promise<unknown>, transaction?: boolean): MigrationClass =>
  migrationDoing(
    2,
    async (runner) => {
      await begin(runner);
      await runner.query('ALTER TABLE orders ADD COLUMN note text');
      if (runner.isTransactionActive) await runner.commitTransaction();
    },
    { transaction },
  );

describe('a table that is in use', () => {
  let database: TestDatabase;
  const lifecycle = { lockTimeoutMs: 150 };

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await database.query('CREATE TABLE orders (id int); CREATE TABLE unrelated (id int)');
  });
  afterEach(() => database.drop());

  /** Does the work while a session named payroll holds its locks; also tells its pid. */
  const besides = <Result>(sql: string, work: (client: Client, pid: number) => Promise<Result>): Promise<Result> =>
    onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'payroll'; BEGIN; ${sql}`);
      return work(client, (client as unknown as { processID: number }).processID);
    });

  it.each(['all', 'each'] as const)(
    'mode %s: the whole transaction is tried again until the table is free',
    async (mode) => {
      const retries: MigrationRetry[] = [];
      const ran = await besides('SELECT FROM orders', async (client, pid) => {
        const running = migrate(
          database.url,
          ALTERING,
          { mode, lifecycle },
          {
            onRetry: (retry) => {
              retries.push(retry);
              if (retries.length === 2) void client.query('COMMIT');
            },
          },
        );
        const answer = await running;
        expect(retries.map(({ attempt, statement, pauseMs }) => ({ attempt, statement, pauseMs }))).toEqual([
          { attempt: 1, statement: 'ALTER TABLE orders ADD COLUMN note text', pauseMs: 75 },
          { attempt: 2, statement: 'ALTER TABLE orders ADD COLUMN note text', pauseMs: 150 },
        ]);
        expect(retries[0]!.holders).toMatchObject([{ pid, application: 'payroll' }]);
        return answer;
      });
      expect(ran).toHaveLength(2);
      expect(await database.query('SELECT id FROM done')).toEqual([{ id: 1 }]);
      expect(await database.query('SELECT note FROM orders')).toEqual([]);
    },
  );

  it.each(['all', 'each'] as const)('mode %s: so is one in which a migration began another', async (mode) => {
    await besides('SELECT FROM orders', (client) =>
      migrate(
        database.url,
        [ALTERING[0]!, nesting(starting)],
        { mode, lifecycle },
        { onRetry: () => void client.query('COMMIT') },
      ),
    );
    expect(await database.query('SELECT note FROM orders')).toEqual([]);
    expect(await database.query('SELECT count(*)::int AS recorded FROM migrations')).toEqual([{ recorded: 2 }]);
  });

  it.each([
    ['all', starting, undefined],
    ['each', starting, false],
    ['each', (runner: QueryRunner) => runner.query('BEGIN'), false],
  ] as const)('mode %s: one of its own is no leak and hides no error (%#)', async (mode, begin, transaction) => {
    const app = await connectMigrating(database.url, [nesting(begin, transaction)], { mode, lifecycle });
    try {
      const error = await besides('SELECT FROM orders', async (_, pid) => {
        const failure = await failureOf(runMigrations(app));
        expect(failure.message).toContain(`held by pid ${pid} (payroll`);
        return failure;
      });
      expect(error.name).toBe('MigrationLockError');
      const held = `SELECT count(*)::int AS held FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'`;
      expect(await app.dataSource.query(held)).toEqual([{ held: 0 }]);
      await app.dataSource.query('INSERT INTO unrelated VALUES (7)');
      expect(await database.query('SELECT id FROM unrelated')).toEqual([{ id: 7 }]);
    } finally {
      await app.dataSource.destroy();
    }
  });

  it.each([
    ['all', 4, 'All of this run was rolled back.', null],
    ['each', 4, 'what was committed before it in this run stays (1, the last was Step', 'done'],
    ['none', 1, 'It ran without a transaction', 'done'],
  ] as const)('mode %s: gives up after %i tries, and names who and what', async (mode, tries, says, done) => {
    let retries = 0;
    await onServer(database.url, async (bystander) => {
      await bystander.query(`SET application_name = 'bystander'; BEGIN; INSERT INTO unrelated VALUES (1)`);
      await besides('SELECT FROM orders', async (_, pid) => {
        const error = await failureOf(
          migrate(database.url, ALTERING, { mode, lifecycle }, { onRetry: () => (retries += 1) }),
        );
        expect(error.name).toBe('MigrationLockError');
        expect(error.message).toContain('Step1700000000002 failed in up()');
        expect(error.message).toContain('\n  ALTER TABLE orders ADD COLUMN note text\n');
        expect(error.message).toMatch(new RegExp(`pid ${pid} \\(payroll, .* in its transaction since \\d+ s\\)`));
        expect(error.message).toContain(says);
        expect(error.message).not.toContain('bystander');
      });
    });
    expect(retries).toBe(tries - 1);
    expect(await database.query(`SELECT to_regclass('done')::text AS done`)).toEqual([{ done }]);
    expect(await migrate(database.url, ALTERING, { mode })).toHaveLength(done ? 1 : 2);
  });

  it('a pause between tries that no timer can wait for is as long as one can', async () => {
    const longest = 2 ** 31 - 1;
    const pauses: number[] = [];
    const timer = jest.spyOn(timers, 'setTimeout').mockImplementation(async (pauseMs) => void pauses.push(pauseMs!));
    const impatient = [migration(1, ['SET LOCAL lock_timeout = 100', 'ALTER TABLE orders ADD COLUMN note text'])];
    try {
      await besides('SELECT FROM orders', () =>
        failureOf(migrate(database.url, impatient, { lifecycle: { lockTimeoutMs: longest } })),
      );
    } finally {
      timer.mockRestore();
    }
    expect(pauses).toEqual([longest / 2, longest, longest]);
  });

  it('a reader is not accused of keeping a write waiting', async () => {
    const updating = [migration(1, ['UPDATE orders SET id = id'])];
    await besides('LOCK TABLE orders IN EXCLUSIVE MODE', () =>
      onServer(database.url, async (reader) => {
        await reader.query(`SET application_name = 'reader'; BEGIN; SELECT FROM orders`);
        const { message } = await failureOf(migrate(database.url, updating, { lifecycle }));
        expect(message).toContain('payroll');
        expect(message).not.toContain('reader');
      }),
    );
  });
});
