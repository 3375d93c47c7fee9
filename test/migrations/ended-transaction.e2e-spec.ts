import type { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { revertMigrations } from '../../src/database-lifecycle/migrations/migration.reverter';
import { stayingInOurs } from '../../src/database-lifecycle/sql/own.transaction';
import { MARK_AS_OURS, withSession } from '../../src/database-lifecycle/sql/sql.session';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { migration, migrationDoing, nameOfMigration, starting } from './support/migration.factory';
import { connectMigrating, failureOf, migrate } from './support/migrating';

type Step = (runner: QueryRunner) => Promise<unknown>;

const send =
  (...statements: string[]): Step =>
  async (runner) => {
    for (const sql of statements) await runner.query(sql);
  };

/** What each does, and the tables that stay of it. */
const ENDING: readonly [string, Step, string[]][] = [
  ['a file with BEGIN and COMMIT', send('BEGIN; CREATE TABLE kept (); COMMIT;'), ['kept']],
  [
    'COMMIT, and goes on outside of any',
    send('CREATE TABLE kept ()', 'COMMIT', 'CREATE TABLE more ()'),
    ['kept', 'more'],
  ],
  ['COMMIT, and begins another', send('CREATE TABLE kept (); COMMIT; BEGIN; CREATE TABLE lost ()'), ['kept']],
  ['COMMIT AND CHAIN', send('CREATE TABLE kept (); COMMIT AND CHAIN; CREATE TABLE lost ()'), ['kept']],
  ['ROLLBACK, and begins another', send('CREATE TABLE lost (); ROLLBACK; BEGIN; CREATE TABLE lost ()'), []],
  ['ROLLBACK AND CHAIN behind a savepoint', send('SAVEPOINT one; CREATE TABLE lost (); ROLLBACK AND CHAIN'), []],
  ['COMMIT, then fails', send('CREATE TABLE kept ()', 'COMMIT', 'SELECT 1 / 0'), ['kept']],
  ['COMMIT, then fails in another', send('CREATE TABLE kept (); COMMIT; BEGIN; SELECT 1 / 0'), ['kept']],
  [
    'COMMIT, then gets no lock in another',
    send(`CREATE TABLE kept (); COMMIT; BEGIN; DO $$ BEGIN RAISE lock_not_available; END $$`),
    ['kept'],
  ],
  [
    'COMMIT within a savepoint',
    async (runner) => (await starting(runner), send('CREATE TABLE kept ()', 'COMMIT')(runner)),
    ['kept'],
  ],
  [
    'commitTransaction(), and begins by SQL',
    async (runner) => {
      await runner.query('CREATE TABLE kept ()');
      await runner.commitTransaction();
      await send('BEGIN', 'CREATE TABLE lost ()')(runner);
    },
    ['kept'],
  ],
  [
    'a COMMIT that fails, and is caught',
    async (runner) => {
      await send('CREATE TABLE lost (id int PRIMARY KEY, next int REFERENCES lost DEFERRABLE INITIALLY DEFERRED)')(
        runner,
      );
      await runner.query('INSERT INTO lost VALUES (1, 2)');
      await runner.query('COMMIT').catch(() => undefined);
    },
    [],
  ],
];

/** Goes back to savepoints of its own. */
const nesting: Step = async (runner) => {
  await runner.startTransaction();
  await runner.query('SELECT 1 / 0').catch(() => runner.rollbackTransaction());
  await send('SAVEPOINT one', 'CREATE TABLE lost ()', 'ROLLBACK TO one', 'CREATE TABLE more ()')(runner);
};

const backAndForth = send('SAVEPOINT one', 'CREATE TABLE lost ()', 'ROLLBACK TO one');

const BEFORE = migration(1, ['CREATE TABLE before ()']);
const BEHIND = migration(3, ['CREATE TABLE behind ()']);

describe('a migration that ends the transaction it runs in', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const tables = async (): Promise<unknown[]> =>
    (
      await database.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname IN ('before', 'kept', 'more', 'lost', 'behind') ORDER BY 1`,
      )
    ).map(({ name }) => name);
  const recorded = async (): Promise<unknown[]> =>
    (await database.query<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(({ name }) => name);

  describe.each(['all', 'each'] as const)('in mode %s', (mode) => {
    it.each(ENDING)('%s: stops there, and claims no rollback', async (_what, up, kept) => {
      await migrate(database.url, [migration(0, ['SELECT 1'])]);
      const steps = [migration(0, []), BEFORE, migrationDoing(2, up), BEHIND];
      const onRetry = jest.fn();
      const error = await failureOf(migrate(database.url, steps, { mode }, { onRetry }));
      expect(error.name).toBe('MigrationError');
      expect(error.message).toContain(
        `Migration ${nameOfMigration(2)} failed in up(): it ended the transaction that it`,
      );
      expect(error.message).toContain('may be committed for good');
      expect(error.message).toContain('It is not recorded as run.');
      expect(error.message).toContain('transaction = false');
      expect(error.message).toContain('npm run migration:show');
      expect(error.message).not.toContain('rolled back');
      const before = mode === 'each' || kept.length > 0;
      expect(await tables()).toEqual(before ? ['before', ...kept] : kept);
      expect(await recorded()).toEqual([0, ...(before ? [1] : [])].map(nameOfMigration));
      expect(onRetry).not.toHaveBeenCalled();
    });
  });

  it('tells what failed afterwards', async () => {
    const undone = migrationDoing(1, send('ROLLBACK', 'CREATE TABLE kept ()', 'SELECT 1 / 0'));
    expect((await failureOf(migrate(database.url, [undone]))).message).toContain('may be committed for good');
    expect(await tables()).toEqual(['kept']);
    const error = await failureOf(migrate(database.url, [migrationDoing(1, send('COMMIT', 'SELECT 1 / 0'))]));
    expect(error.message).toContain('commitTransaction()), then failed: division by zero. What was done');
  });

  it('in down(): stays recorded, and those before it are not undone', async () => {
    const steps = [
      migration(1, ['CREATE TABLE before ()'], ['DROP TABLE before']),
      migration(2, ['CREATE TABLE lost ()'], ['BEGIN; DROP TABLE lost; COMMIT;']),
    ];
    const target = await connectMigrating(database.url, steps);
    await migrate(database.url, steps);
    const error = await failureOf(revertMigrations(target, { selection: { steps: 2 }, allowDataLoss: true }));
    await target.dataSource.destroy();
    expect(error.message).toContain(`Migration ${nameOfMigration(2)} failed in down(): it ended the transaction`);
    expect(error.message).toContain('It is still recorded as run.');
    expect(error.message).not.toContain('rolled back');
    expect(await tables()).toEqual(['before']);
    expect(await recorded()).toEqual([1, 2].map(nameOfMigration));
  });

  it('is not one that goes back to a savepoint of its own, and only that is asked about', async () => {
    const wire = await tapWire(database.url);
    const asked = () => wire.sql().filter((sql) => sql.startsWith('SELECT current_setting')).length;
    await migrate(wire.url, [BEFORE, migration(2, ['SAVEPOINT one', 'CREATE TABLE kept ()', 'RELEASE one'])]);
    expect(asked()).toBe(0);
    await migrate(wire.url, [BEFORE, migration(2, []), migrationDoing(3, nesting)]);
    expect(asked()).toBe(1);
    await migrate(wire.url, [BEFORE, migration(2, []), migration(3, []), migrationDoing(4, backAndForth)], {
      mode: 'each',
    });
    expect(asked()).toBe(2);
    await wire.close();
    expect(await tables()).toEqual(['before', 'kept', 'more']);
  });
});

describe('with a driver that shows no messages, as pg-native', () => {
  it.each([
    ['SELECT 1', 'nothing'],
    ['SAVEPOINT one; ROLLBACK TO one', 'nothing'],
    ['COMMIT; BEGIN', 'it ended the transaction'],
    ['ROLLBACK AND CHAIN', 'it ended the transaction'],
    ['COMMIT; SELECT 1 / 0', 'it ended the transaction'],
    ['SELECT 1 / 0', /^division by zero$/],
  ])('%s: the server is asked', async (sql, says) => {
    const database = await createEmptyDatabase();
    const dataSource = await connectTo(database.url, []);
    await withSession(dataSource, async ({ runner }) => {
      await runner.startTransaction();
      await runner.query(MARK_AS_OURS);
      const client = (await runner.connect()) as Client;
      const blind = { query: (...sent: [string]) => client.query(...sent) };
      const native = Object.create(runner, { connect: { value: async () => blind } }) as QueryRunner;
      const told = await stayingInOurs(native, () => native.query(sql)).then(
        () => 'nothing',
        ({ message }: Error) => message,
      );
      expect(told).toMatch(says);
    });
    await dataSource.destroy();
    await database.drop();
  });
});

describe('a session whose savepoint is gone', () => {
  it('is rolled back all the same, and begins anew', async () => {
    const database = await createEmptyDatabase();
    const dataSource = await connectTo(database.url, []);
    await withSession(dataSource, async (session) => {
      await session.runner.startTransaction();
      await session.runner.startTransaction();
      await session.send('COMMIT');
      await session.rollBack();
      await session.runner.startTransaction();
      await session.send('CREATE TABLE kept ()');
      await session.runner.commitTransaction();
    });
    await dataSource.destroy();
    expect(await database.query(`SELECT to_regclass('kept') AS kept`)).toEqual([{ kept: 'kept' }]);
    await database.drop();
  });
});
