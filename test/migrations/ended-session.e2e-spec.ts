import { nameOfMigration } from './support/migration.factory';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { endedBefore } from './support/ended-session';
import { COUNTING, failureOf, migrate, MODES } from './support/migrating';
import { RERUNNABLE } from './support/rerunnable';

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
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const reset = () => database.query('DROP TABLE IF EXISTS migrations, runs, last, database_lifecycle_journal');

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
    const database = await createEmptyDatabase();
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
    const database = await createEmptyDatabase();
    const slow = RERUNNABLE;
    await database.query(`CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); END';
      CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION slow()`);
    const wire = await tapWire(database.url, ({ sql = '' }) => {
      if (sql.includes('IF NOT EXISTS runs')) setTimeout(() => void wire.close(), 100);
    });
    const { message } = await failureOf(migrate(wire.url, slow, { mode: 'none' }));
    expect(message).toMatch(/ was lost: .*\nMigration \w+ failed in up\(\): .*\n {2}-> Run it again: /);
    expect(message).not.toContain('Correct the migration');
    const waits: unknown[] = [];
    const onWait = (holders: readonly unknown[]) => waits.push(holders.length);
    expect(await migrate(database.url, slow, { mode: 'none' }, { onWait })).toHaveLength(3);
    expect(waits).toEqual([1]);
    await database.drop();
  });
});
