import { Seeder, type SeederRunner } from '../../src/database-lifecycle';
import type { JournalRecord } from '../../src/database-lifecycle/interfaces/journal.interface';
import { OwnersSeeder, Owner } from '../cli/entities';
import { appOn, callCli, json, type TestModuleOptions } from '../cli/support';
import { migration, nameOfMigration } from '../migrations/support/migration.factory';
import { connectMigrating, failureOf, migrate, MODES } from '../migrations/support/migrating';
import { runMigrations } from '../../src/database-lifecycle/migrations/migration.runner';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';

const FINE = migration(1, ['CREATE TABLE firsts (id int)']);
const SECRET = 'hunter2secret';
/** Its error carries a value, as errors of constraints do. */
const FAILING = migration(2, [`INSERT INTO firsts VALUES ('${SECRET}')`]);

@Seeder({ key: 'broken', entities: [Owner] })
class BrokenSeeder implements SeederRunner {
  run(): Promise<void> {
    return Promise.reject(new Error(SECRET));
  }
}

describe('an operation that failed', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  const run = (argv: string[], options: TestModuleOptions = {}) => callCli(appOn(database.url, options), argv);
  const last = async () => {
    const { entries } = json<{ entries: JournalRecord[] }>(await run(['db:journal', '--json']));
    return entries.at(-1);
  };
  const hasJournal = async () =>
    (await database.query(`SELECT FROM pg_class WHERE relname = 'database_lifecycle_journal'`)).length > 0;
  const plant = (tag: string) =>
    database.query(`CREATE FUNCTION fail() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${SECRET}'; END $$;
      CREATE EVENT TRIGGER planted ON ddl_command_end WHEN TAG IN ('${tag}') EXECUTE FUNCTION fail()`);

  it.each(MODES)('migration, mode %s: is recorded by class and SQLSTATE, and without a value', async (mode) => {
    await migrate(database.url, [FINE], { mode });
    await failureOf(migrate(database.url, [FINE, FAILING], { mode }));
    const entry = await last();
    expect(entry).toMatchObject({
      event: 'migrate',
      name: nameOfMigration(2),
      details: { result: 'failed', error: 'MigrationError', sqlstate: '22P02' },
    });
    expect(JSON.stringify(entry)).not.toContain(SECRET);
    expect((await run(['db:journal'])).stdout).toContain(
      `migrate ${nameOfMigration(2)}: FAILED (MigrationError 22P02), in production`,
    );
  });

  it('migration that did not get a lock: is recorded once, after the last try', async () => {
    await migrate(database.url, [FINE]);
    await onServer(database.url, async (client) => {
      await client.query('BEGIN; SELECT FROM firsts');
      const altering = [FINE, migration(2, ['ALTER TABLE firsts ADD COLUMN note text'])];
      await failureOf(migrate(database.url, altering, { lifecycle: { lockTimeoutMs: 20 } }));
    });
    expect(await last()).toMatchObject({
      details: { result: 'failed', error: 'MigrationLockError', sqlstate: '55P03' },
    });
    expect(await database.query(`SELECT FROM database_lifecycle_journal WHERE event = 'migrate'`)).toHaveLength(2);
  });

  it('creation: is recorded, and leaves the seeders that are due as they were', async () => {
    await run(['db:init', '--seed'], { entities: [Owner], providers: [OwnersSeeder] });
    await plant('CREATE VIEW');
    expect((await run(['db:init'])).exitCode).toBe(1);
    const entry = await last();
    expect(entry).toMatchObject({
      event: 'create',
      name: database.name,
      details: { result: 'failed', error: 'PlanExecutionError', sqlstate: 'P0001' },
    });
    expect(JSON.stringify(entry)).not.toContain(SECRET);
  });

  it('reset: is recorded, and nothing else of it', async () => {
    await run(['db:init']);
    await plant('CREATE VIEW');
    expect((await run(['db:init', '--force', '--confirm', database.name])).exitCode).toBe(1);
    expect(await last()).toMatchObject({ event: 'reset', name: database.name, details: { result: 'failed' } });
    expect(await database.query(`SELECT FROM database_lifecycle_journal WHERE event = 'reset'`)).toHaveLength(1);
  });

  it('seeding: is recorded without the seeder passing for done', async () => {
    const broken = { entities: [Owner], providers: [BrokenSeeder] };
    await run(['db:init'], broken);
    for (const _ of [1, 2]) expect((await run(['db:seed'], broken)).exitCode).toBe(1);
    const entry = await last();
    expect(entry).toMatchObject({ event: 'seed', name: 'broken', details: { result: 'failed', error: 'SeederError' } });
    expect(JSON.stringify(entry)).not.toContain(SECRET);
    expect(await database.query(`SELECT FROM database_lifecycle_journal WHERE event = 'seed'`)).toHaveLength(2);
  });

  it('makes no journal and no stamp', async () => {
    await failureOf(migrate(database.url, [migration(2, ['SELECT 1/0'])]));
    expect(await hasJournal()).toBe(false);
    await plant('CREATE VIEW');
    expect((await run(['db:init'])).exitCode).toBe(1);
    expect(await hasJournal()).toBe(false);
    await migrate(database.url, [FINE]);
    await database.query('TRUNCATE database_lifecycle_journal');
    await failureOf(migrate(database.url, [FINE, FAILING]));
    expect(await database.query('SELECT event FROM database_lifecycle_journal')).toEqual([{ event: 'migrate' }]);
  });

  it('is not recorded in a journal that could not say that it failed', async () => {
    await migrate(database.url, [FINE]);
    await database.query('ALTER TABLE database_lifecycle_journal DROP COLUMN details');
    await failureOf(migrate(database.url, [FINE, FAILING]));
    expect(await database.query(`SELECT FROM database_lifecycle_journal WHERE event = 'migrate'`)).toHaveLength(1);
  });

  it('is told without delay when the journal is locked, or the connection is lost or silent', async () => {
    await migrate(database.url, [FINE]);
    const failing = async (url: string) => {
      // What would wait for as long as it may, is told from a busy machine.
      const app = await connectMigrating(url, [FINE, FAILING], { lifecycle: { lockTimeoutMs: 60_000 } });
      const error = await failureOf(runMigrations(app));
      await app.dataSource.destroy();
      return error;
    };
    const started = performance.now();
    await onServer(database.url, async (client) => {
      await client.query('BEGIN; LOCK database_lifecycle_journal IN EXCLUSIVE MODE');
      expect((await failing(database.url)).message).toContain('invalid input syntax');
    });
    const lost = await tapWire(database.url, async ({ sql = '' }) => {
      if (sql.startsWith('SET LOCAL statement_timeout = 250')) await lost.close();
    });
    expect((await failing(lost.url)).message).toContain('invalid input syntax');
    const silent = await tapWire(database.url, ({ sql = '' }) =>
      sql.startsWith('SET LOCAL statement_timeout = 250') ? new Promise(() => undefined) : undefined,
    );
    expect((await failing(silent.url)).message).toContain('invalid input syntax');
    await silent.close();
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(await database.query(`SELECT FROM database_lifecycle_journal WHERE event = 'migrate'`)).toHaveLength(1);
  });
});
