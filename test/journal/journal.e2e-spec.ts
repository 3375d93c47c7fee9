import { hostname } from 'node:os';
import { readChecksums, readJournal } from '../../src/database-lifecycle/inspect/journal.inspector';
import type { JournalRecord } from '../../src/database-lifecycle/interfaces/journal.interface';
import type { LifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { migrationChecksum } from '../../src/database-lifecycle/migrations/migration.checksum';
import { revertMigrations } from '../../src/database-lifecycle/migrations/migration.reverter';
import { runMigrations } from '../../src/database-lifecycle/migrations/migration.runner';
import { withReadOnlySession } from '../../src/database-lifecycle/sql/sql.session';
import { migration, nameOfMigration } from '../migrations/support/migration.factory';
import { connectMigrating, migrate, MODES } from '../migrations/support/migrating';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';

const FIRST = ['CREATE TABLE firsts (id int)', 'INSERT INTO firsts VALUES (1)'];
const MIGRATIONS = [migration(1, FIRST, ['DROP TABLE firsts']), migration(2, ['CREATE TABLE seconds (id int)'])];

const checksumOf = (statements: readonly string[]): string =>
  migrationChecksum(statements.map((query) => ({ query, parameters: [] })));

const entries = async (target: LifecycleTarget): Promise<JournalRecord[]> =>
  (await withReadOnlySession(target, (session) => readJournal(session, target.journal, 100))).toReversed();

const checksums = (target: LifecycleTarget) =>
  withReadOnlySession(target, (session) => readChecksums(session, target.journal));

describe('the journal of migrations', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it.each(MODES)(
    'mode %s: has the checksum, duration, host, version and role of each, and of a revert',
    async (mode) => {
      const app = await connectMigrating(database.url, MIGRATIONS, {
        mode,
        lifecycle: { applicationVersion: '1.2.3' },
      });
      await runMigrations(app);
      const by = { environment: 'production', role: 'postgres' };
      const details = {
        result: 'done',
        host: hostname(),
        application: '1.2.3',
        durationMs: expect.any(Number) as number,
      };
      const written = await entries(app);
      expect(written).toMatchObject([
        { event: 'environment', name: 'production', ...by },
        { event: 'migrate', name: nameOfMigration(1), ...by, details: { ...details, checksum: checksumOf(FIRST) } },
        { event: 'migrate', name: nameOfMigration(2), ...by, details },
      ]);
      expect(await checksums(app)).toEqual(
        new Map(written.slice(1).map(({ name, details: { checksum } }) => [name, checksum])),
      );
      await runMigrations(app);
      expect(await entries(app)).toEqual(written);

      await revertMigrations(app, { selection: { steps: 1 }, allowDataLoss: true });
      expect((await entries(app)).slice(3)).toMatchObject([
        { event: 'revert', name: nameOfMigration(2), ...by, details },
      ]);
      expect([...(await checksums(app)).keys()]).toEqual([nameOfMigration(1)]);
      await app.dataSource.destroy();
    },
  );

  it('is empty, and not made, by reading', async () => {
    const app = await connectMigrating(database.url, MIGRATIONS);
    expect(await entries(app)).toEqual([]);
    expect(await checksums(app)).toEqual(new Map());
    expect(await database.query(`SELECT relname FROM pg_class WHERE relname = 'database_lifecycle_journal'`)).toEqual(
      [],
    );
    await app.dataSource.destroy();
  });

  const asRole = async (grants: string, work: (url: string) => Promise<void>): Promise<void> => {
    const role = `${database.name}_app`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'`);
    await database.query(grants.replaceAll('ROLE', role));
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    try {
      await work(url.href);
    } finally {
      await database.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    }
  };

  it.each(MODES)('mode %s: a role that may not add to it migrates all the same, and is told once', async (mode) => {
    await migrate(database.url, MIGRATIONS.slice(0, 1));
    await asRole(
      'GRANT ALL ON SCHEMA public TO ROLE; GRANT ALL ON migrations, migrations_id_seq TO ROLE',
      async (url) => {
        const told: string[] = [];
        const more = [...MIGRATIONS, migration(3, ['SELECT 1'])];
        const ran = await migrate(url, more, { mode }, { onUnrecorded: (why) => told.push(why) });
        expect(ran).toEqual([nameOfMigration(2), nameOfMigration(3)]);
        expect(told).toEqual(['this role may not INSERT INTO public.database_lifecycle_journal']);
      },
    );
    expect(await database.query('SELECT name FROM migrations')).toHaveLength(3);
  });

  it.each(MODES)('mode %s: what keeps an entry from being written does not fail the migration', async (mode) => {
    await migrate(database.url, MIGRATIONS.slice(0, 1));
    const told: string[] = [];
    await onServer(database.url, async (client) => {
      await client.query('BEGIN; LOCK database_lifecycle_journal IN EXCLUSIVE MODE');
      await migrate(
        database.url,
        MIGRATIONS,
        { mode, lifecycle: { lockTimeoutMs: 50 } },
        { onUnrecorded: (why) => told.push(why) },
      );
    });
    expect(told).toEqual(['canceling statement due to lock timeout']);
    expect(
      await database.query(`SELECT to_regclass('seconds') IS NOT NULL AS made, count(*)::int FROM migrations`),
    ).toEqual([{ made: true, count: 2 }]);
  });

  it('of the shape that it had before there were details gets its entries without', async () => {
    await database.query(`CREATE TABLE database_lifecycle_journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL DEFAULT clock_timestamp(), event text NOT NULL, name text NOT NULL, environment text NOT NULL,
      role text NOT NULL DEFAULT session_user)`);
    const app = await connectMigrating(database.url, MIGRATIONS);
    await runMigrations(app);
    expect((await entries(app)).map(({ event, name, details }) => ({ event, name, details }))).toEqual([
      { event: 'environment', name: 'production', details: {} },
      { event: 'migrate', name: nameOfMigration(1), details: {} },
      { event: 'migrate', name: nameOfMigration(2), details: {} },
    ]);
    expect(await checksums(app)).toEqual(new Map());
    await app.dataSource.destroy();
  });
});
