import { nameOfMigration } from './support/migration.factory';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { tapWire, type FrontendMessage } from '../support/wire';
import { endedBefore } from './support/ended-session';
import { migrateProcess } from './support/migrate.process';
import { COUNTING, failureOf, migrate, MODES } from './support/migrating';
import { RERUNNABLE } from './support/rerunnable';
import { isThorough } from './support/rounds';

type Mode = (typeof MODES)[number];

const migrationsOf = (mode: Mode) => (mode === 'none' ? RERUNNABLE : COUNTING);

/** The next run completes, and what was applied is not applied again. */
async function expectCompletion(database: TestDatabase, mode: Mode): Promise<void> {
  const before = await database.query<{ there: boolean }>(`SELECT to_regclass('migrations') IS NOT NULL AS there`);
  const recorded = before[0]!.there ? await database.query('SELECT name FROM migrations') : [];
  expect(await migrate(database.url, migrationsOf(mode), { mode })).toHaveLength(3 - recorded.length);
  expect(
    await database.query(`SELECT (SELECT array_agg(value) FROM runs) AS runs, to_regclass('last') IS NOT NULL AS last,
      (SELECT count(*)::int FROM migrations) AS recorded`),
  ).toEqual([{ runs: [1], last: true, recorded: 3 }]);
  const journal = await database.query(
    `SELECT FROM database_lifecycle_journal WHERE event = 'migrate' AND details->>'result' = 'done'`,
  );
  // Without a transaction the entry comes behind the record, and can be missed.
  expect(mode === 'none' ? [2, 3] : [3]).toContain(journal.length);
}

describe.each(MODES)('an interrupted migration:run in mode %s', (mode) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const reset = () => database.query('DROP TABLE IF EXISTS migrations, runs, last, database_lifecycle_journal');

  /** Positions of the messages of a whole run, from its lock on, that a run may end before. */
  const wholeRun = async (): Promise<number[]> => {
    const wire = await tapWire(database.url);
    await migrate(wire.url, migrationsOf(mode), { mode });
    await wire.close();
    await reset();
    const { messages } = wire;
    const first = messages.findIndex(({ sql }) => sql?.includes('advisory'));
    const sent = messages.flatMap(({ sql }, position) => (sql && position >= first ? [{ sql, position }] : []));
    // A run that ends behind a read has left what it would have left before it.
    const told = sent.filter((_, index) => isThorough || !sent[index - 1]?.sql.startsWith('SELECT'));
    return told.map(({ position }) => position);
  };

  const killAt = async (isVictim: (message: FrontendMessage, position: number) => boolean): Promise<void> => {
    let killed = 0;
    const wire = await tapWire(database.url, async (message, position) => {
      if (killed > 0 || !isVictim(message, position)) return;
      killed += 1;
      child.kill();
      await child.result;
    });
    const child = migrateProcess(wire.url, mode);
    await child.ready;
    child.start();
    expect((await child.result).code).toBeNull();
    expect(killed).toBe(1);
    await wire.close();
    await expectCompletion(database, mode);
  };

  it('whose connection is lost before any one of its statements: the next run completes', async () => {
    const victims = await wholeRun();
    expect(victims.length).toBeGreaterThan(10);
    for (const victim of victims) {
      await reset();
      const wire = await tapWire(database.url, async (_, position) => {
        if (position === victim) await wire.close();
      });
      // The last statement only gives the lock back: a run that is cut off there has succeeded.
      await migrate(wire.url, migrationsOf(mode), { mode }).catch(() => undefined);
      await wire.close().catch(() => undefined);
      await expectCompletion(database, mode);
    }
  });

  const points: [string, RegExp][] = [
    ['between the first and the second migration', /^(UPDATE|INSERT INTO) runs (SET|SELECT)/],
    ['between the second and the third', /CREATE TABLE (IF NOT EXISTS )?last/],
    ['inside the third, between what it did and its record', /^INSERT INTO "migrations"/],
  ];
  it.each(points)('that is killed with SIGKILL %s: the next run completes', async (where, sql) => {
    let seen = 0;
    const which = where.startsWith('inside') ? 3 : 1;
    await killAt((message) => sql.test(message.sql ?? '') && ++seen === which);
  });

  (isThorough ? it : it.skip)(
    'that is killed with SIGKILL before any one of its statements: the next run completes (MIGRATION_ROUNDS)',
    async () => {
      const victims = await wholeRun();
      // Behind the last one there is nothing left to be killed at in time.
      for (const victim of victims.slice(0, -1)) {
        await reset();
        await killAt((_, position) => position === victim);
      }
    },
    600_000,
  );

  it('whose session the server ends between any two migrations: the next run completes', async () => {
    for (const victim of [1, 2, 3]) {
      await reset();
      const ends = migrationsOf(mode).map((Step, index) => (index + 1 === victim ? endedBefore(database, Step) : Step));
      const error = await failureOf(migrate(database.url, ends, { mode }));
      expect(error.name).toBe('ConnectionLostError');
      expect(error.message).toContain(`Migration ${nameOfMigration(victim)} failed in up(): `);
      await expectCompletion(database, mode);
    }
  });
});

describe('a migration without a transaction', () => {
  it('is recorded with the very next message behind its last statement', async () => {
    const database = await createTestDatabase();
    const wire = await tapWire(database.url);
    await migrate(wire.url, RERUNNABLE, { mode: 'none' });
    const sent = wire.sql();
    await wire.close();
    for (const statement of [
      'CREATE TABLE IF NOT EXISTS runs',
      'INSERT INTO runs',
      'CREATE TABLE IF NOT EXISTS last',
    ]) {
      const position = sent.findIndex((sql) => sql.startsWith(statement));
      expect(sent[position + 1]).toMatch(/^INSERT INTO "migrations"/);
    }
    await database.drop();
  });
});

describe('a statement that goes on after its client is gone', () => {
  it('keeps the lock, and the next run waits for its end', async () => {
    const database = await createTestDatabase();
    const slow = RERUNNABLE;
    await database.query(`CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); END';
      CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION slow()`);
    const wire = await tapWire(database.url, ({ sql = '' }) => {
      if (sql.includes('IF NOT EXISTS runs')) setTimeout(() => void wire.close(), 100);
    });
    await failureOf(migrate(wire.url, slow, { mode: 'none' }));
    const waits: unknown[] = [];
    const onWait = (holders: readonly unknown[]) => waits.push(holders.length);
    expect(await migrate(database.url, slow, { mode: 'none' }, { onWait })).toHaveLength(3);
    expect(waits).toEqual([1]);
    await database.drop();
  });
});
