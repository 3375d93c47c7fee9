import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { tapWire, type FrontendMessage } from '../support/wire';
import { migrateProcess } from './support/migrate.process';
import { COUNTING, failureOf, migrate, MODES } from './support/migrating';
import { RERUNNABLE } from './support/rerunnable';

type Mode = (typeof MODES)[number];

const migrationsOf = (mode: Mode) => (mode === 'none' ? RERUNNABLE : COUNTING);

/** The next run completes, and what was applied is not applied again. */
async function expectCompletion(database: TestDatabase, mode: Mode): Promise<void> {
  const before = await database.query<{ there: boolean }>(`SELECT to_regclass('migrations') IS NOT NULL AS there`);
  const recorded = before[0]!.there ? await database.query('SELECT name FROM migrations') : [];
  expect(await migrate(database.url, migrationsOf(mode), { mode })).toHaveLength(3 - recorded.length);
  expect(await database.query('SELECT value FROM runs')).toEqual([{ value: 1 }]);
  expect(await database.query(`SELECT to_regclass('last') IS NOT NULL AS last`)).toEqual([{ last: true }]);
  expect(await database.query('SELECT name FROM migrations')).toHaveLength(3);
}

describe.each(MODES)('an interrupted migration:run in mode %s', (mode) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const reset = () => database.query('DROP TABLE IF EXISTS migrations, runs, last');

  it('whose connection is lost before any one of its statements: the next run completes', async () => {
    const whole = await tapWire(database.url);
    await migrate(whole.url, migrationsOf(mode), { mode });
    await whole.close();
    const first = whole.messages.findIndex(({ sql }) => sql?.includes('advisory'));
    const victims = whole.messages.flatMap(({ sql }, position) => (sql && position >= first ? [position] : []));
    expect(victims.length).toBeGreaterThan(12);
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

  it.each<[string, (sql: string) => boolean]>([
    ['inside the second migration', (sql) => /^(UPDATE|INSERT INTO) runs (SET|SELECT)/.test(sql)],
    ['between the second and the third', (sql) => /CREATE TABLE (IF NOT EXISTS )?last/.test(sql)],
  ])('that is killed with SIGKILL %s: the next run completes', async (_where, isVictim) => {
    let killed = 0;
    const wire = await tapWire(database.url, async ({ sql = '' }: FrontendMessage) => {
      if (!isVictim(sql)) return;
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
