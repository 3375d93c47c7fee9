import { Client } from 'pg';
import { lifecycleLockKey } from '../../src/database-lifecycle/apply/lifecycle.lock';
import type { StampedMigration } from '../../src/database-lifecycle/interfaces/stamp-report.interface';
import { ALL_ENTITIES, appOn, callCli, json, type CliCall, type TestModuleOptions } from '../cli/support';
import { CreateOwners1700000000000, GreetOwners1700000000001, Owner } from '../cli/entities';
import { startOwnServer, type OwnServer } from '../traps/support/own-server';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, onServer, serverUrl, type TestDatabase } from '../support/test-database';
import { migration, nameOfMigration } from './support/migration.factory';

const MIGRATIONS = [CreateOwners1700000000000, GreetOwners1700000000001];

const ofRecord = async ({ url }: TestDatabase) =>
  (await readCatalog(url)).filter((line) => line.includes('migrations'));

const METADATA = 'SELECT type, database, schema, "table", name, value FROM typeorm_metadata ORDER BY type, name';

describe('migration:stamp', () => {
  let database: TestDatabase;
  const call = (argv: string[], options: TestModuleOptions = {}, cli?: CliCall) =>
    callCli(
      appOn(database.url, { entities: [Owner], providers: [], dataSource: { migrations: MIGRATIONS }, ...options }),
      argv,
      cli,
    );
  const recorded = async () =>
    (await database.query<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(({ name }) => name);

  let server: OwnServer;
  /** Not the connected one, on which none is made in production. */
  const shadowServer = async () => ({ url: server.url, stop: async () => undefined });

  /** What is said where the two servers are of different versions, and nothing else. */
  let ofVersions: string;

  beforeAll(async () => {
    server = await startOwnServer();
    const [own, connected] = await Promise.all(
      [server.url, serverUrl()].map((url) =>
        onServer(url, async (client) => {
          const { rows } = await client.query<{ major: string }>(
            `SELECT split_part(current_setting('server_version'), '.', 1) AS major`,
          );
          return rows[0]!.major;
        }),
      ),
    );
    ofVersions =
      own === connected
        ? ''
        : `warn [ShadowDatabase] The shadow's server is PostgreSQL ${own}, the connected one ${connected}: what works on one may fail on the other.\n`;
  });
  afterAll(() => server?.remove());
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('adopts migrations on an existing database in production: recorded just as a run records, and no row is touched', async () => {
    await call(['db:init']);
    await database.query(`INSERT INTO owners (name) VALUES ('Ada')`);
    const production = { lifecycle: { environment: 'production' } };
    const answer = await call(['migration:stamp', '--all'], production, { shadowServer });
    expect(answer.stdout).toBe(
      '📌 CreateOwners1700000000000: recorded, not run\n' +
        '📌 GreetOwners1700000000001: recorded, not run\n' +
        '   ⚠️ 1 statement of it did not run, as it changes what no comparison can see; look whether the database needs it:\n' +
        "     INSERT INTO owners (name) VALUES ('Greeted')\n" +
        '✅ Recorded 2 migrations as run.\n',
    );
    expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode: 0, stderr: ofVersions });
    expect(await database.query('SELECT name FROM owners')).toEqual([{ name: 'Ada' }]);
    expect((await call(['migration:show'], production)).exitCode).toBe(0);
    expect((await call(['migration:run'], production)).stdout).toBe('✅ No migration is pending.\n');
    expect((await call(['db:drift'], production, { shadowServer })).exitCode).toBe(0);

    const other = await createEmptyDatabase();
    try {
      await callCli(appOn(other.url, { entities: [Owner], providers: [], dataSource: { migrations: MIGRATIONS } }), [
        'migration:run',
      ]);
      const rows = 'SELECT id, timestamp, name FROM migrations ORDER BY id';
      expect(await database.query(rows)).toEqual(await other.query(rows));
      expect(await ofRecord(database)).toEqual(await ofRecord(other));
    } finally {
      await other.drop();
    }
  });

  it('records up to the named one, and says so when it is recorded already', async () => {
    await call(['db:init']);
    const answer = await call(['migration:stamp', 'CreateOwners1700000000000', '--json']);
    expect(json(answer)).toEqual({
      stamped: [{ name: 'CreateOwners1700000000000', unseen: [] }],
      durationMs: expect.any(Number),
    });
    expect(await recorded()).toEqual(['CreateOwners1700000000000']);
    const again = await call(['migration:stamp', 'CreateOwners1700000000000']);
    expect(again).toEqual({ exitCode: 0, stdout: '✅ CreateOwners1700000000000 is recorded already.\n', stderr: '' });
    await call(['migration:stamp', '--all']);
    expect((await call(['migration:stamp', '--all'])).stdout).toBe('✅ No migration is pending.\n');
  });

  it('refuses where the database differs, names in what, and writes nothing', async () => {
    await call(['db:init']);
    await database.query('ALTER TABLE owners ALTER COLUMN name TYPE text');
    const before = await readCatalog(database.url);
    const answer = await call(['migration:stamp', '--all']);
    expect(answer.exitCode).toBe(4);
    expect(answer.stderr).toContain('up to GreetOwners1700000000001, 1 difference. Nothing was recorded.');
    expect(answer.stderr).toContain('column public.owners.name: type is text, expected character varying');
    expect(await readCatalog(database.url)).toEqual(before);
    const empty = await createEmptyDatabase();
    const missing = await callCli(
      appOn(empty.url, { entities: [Owner], providers: [], dataSource: { migrations: MIGRATIONS } }),
      ['migration:stamp', '--all'],
    ).finally(() => empty.drop());
    expect(missing.exitCode).toBe(4);
    expect(missing.stderr).toContain('table public.owners is missing');
  });

  it('refuses to record a drop that was not done', async () => {
    const migrations = [...MIGRATIONS, migration(5, ['CREATE TABLE old (id int)']), migration(6, ['DROP TABLE old'])];
    await call(['migration:run'], { dataSource: { migrations: migrations.slice(0, 3) } });
    const answer = await call(['migration:stamp', '--all'], { dataSource: { migrations } });
    expect(answer.exitCode).toBe(4);
    expect(answer.stderr).toContain('table public.old is not expected');
    await database.query('DROP TABLE old');
    expect((await call(['migration:stamp', '--all'], { dataSource: { migrations } })).exitCode).toBe(0);
  });

  it("does not mind other people's tables", async () => {
    await call(['db:init']);
    await database.query('CREATE TABLE theirs (id int REFERENCES owners)');
    expect((await call(['migration:stamp', '--all'])).exitCode).toBe(0);
  });

  it('records one that comes late and would not work behind those that ran', async () => {
    const migrations = [
      migration(1, ['CREATE TABLE shelf (old text)', 'ALTER TABLE shelf ADD COLUMN new text']),
      migration(2, ['UPDATE shelf SET new = old']),
      migration(3, ['ALTER TABLE shelf DROP COLUMN old']),
    ];
    await call(['migration:run'], { dataSource: { migrations: [migrations[0]!, migrations[2]!] } });
    const answer = await call(['migration:stamp', nameOfMigration(2)], { dataSource: { migrations } });
    expect(answer.exitCode).toBe(0);
    expect((await call(['migration:show'], { dataSource: { migrations } })).exitCode).toBe(0);
  });

  it('without a name lists what is pending; an unknown one and two answers are wrong usage', async () => {
    await call(['db:init']);
    const without = await call(['migration:stamp']);
    expect(without.exitCode).toBe(2);
    expect(without.stderr).toContain('Pending: \n  CreateOwners1700000000000\n  GreetOwners1700000000001\n');
    expect((await call(['migration:stamp', 'Nope'])).exitCode).toBe(2);
    expect((await call(['migration:stamp', 'CreateOwners1700000000000', '--all'])).exitCode).toBe(2);
    expect(await database.query(`SELECT to_regclass('migrations') AS migrations`)).toEqual([{ migrations: null }]);
  });

  it('tells the failure of a migration in the shadow as one of the shadow', async () => {
    const broken = { dataSource: { migrations: [migration(1, ['SELECT FROM nowhere'])] } };
    const { exitCode, stderr } = await call(['migration:stamp', '--all'], broken);
    expect(stderr).toContain('The migrations do not run from zero in a shadow database');
    expect(stderr).toContain('Step1700000000001 fails: relation "nowhere" does not exist. The connected');
    expect(stderr).not.toContain('rolled back');
    expect(exitCode).toBe(1);

    const open = { dataSource: { migrations: [migration(1, ['BEGIN'], [], false)] } };
    expect((await call(['migration:stamp', '--all'], open)).stderr).toContain(
      'Step1700000000001 fails: it began a transaction',
    );
  });

  it('is refused in production without a server for shadows', async () => {
    await call(['db:init']);
    const answer = await call(['migration:stamp', '--all'], { lifecycle: { environment: 'production' } });
    expect(answer.exitCode).toBe(4);
  });

  it('takes the lifecycle lock, and tells whom it waits for', async () => {
    await call(['db:init']);
    await onServer(database.url, async (client) => {
      await client.query('BEGIN');
      const key = lifecycleLockKey('public', 'migrations').join(', ');
      await client.query(`SELECT pg_advisory_xact_lock(${key})`);
      const answer = await call(['migration:stamp', '--all'], { lifecycle: { lockWaitTimeoutMs: 300 } });
      expect(answer.exitCode).toBe(1);
      expect(answer.stdout).toContain('⏳');
      expect(answer.stderr).toContain('after 300 ms');
    });
  });

  it('the journal keeps it, with the checksum of a run', async () => {
    await call(['db:init']);
    await call(['migration:stamp', '--all']);
    const other = await createEmptyDatabase();
    const checksums = `SELECT name, details->>'checksum' AS checksum FROM database_lifecycle_journal WHERE event = `;
    try {
      const dataSource = { migrations: MIGRATIONS };
      await callCli(appOn(other.url, { entities: [Owner], providers: [], dataSource }), ['migration:run']);
      const stamped = await database.query(`${checksums} 'stamp' ORDER BY id`);
      expect(stamped).toEqual(await other.query(`${checksums} 'migrate' ORDER BY id`));
      expect(stamped).toHaveLength(2);
    } finally {
      await other.drop();
    }
  });

  it('two at once record once', async () => {
    await call(['db:init']);
    const answers = await Promise.all([1, 2, 3].map(() => call(['migration:stamp', '--all', '--json'])));
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    const counts = answers.map((answer) => json<{ stamped: StampedMigration[] }>(answer).stamped.length);
    expect(counts.toSorted()).toEqual([0, 0, 2]);
    expect(await recorded()).toEqual(MIGRATIONS.map(({ name }) => name));
  });

  it('waits for who alters a table right now, names him, and records nothing', async () => {
    await call(['db:init']);
    const client = new Client({ connectionString: database.url, application_name: 'altering' });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('ALTER TABLE owners ALTER COLUMN name SET STATISTICS 7');
      const answer = await call(['migration:stamp', '--all']);
      expect(answer.exitCode).toBe(1);
      expect(answer.stderr).toContain('is being altered, and stayed locked for 500 ms by pid');
      expect(answer.stderr).toContain('altering');
      // Rows may be written meanwhile.
      await client.query('ROLLBACK');
      await client.query('BEGIN');
      await client.query(`INSERT INTO owners (name) VALUES ('Ben')`);
      expect((await call(['migration:stamp', '--all'])).exitCode).toBe(0);
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
  });

  it('looks again at what was altered while it waited, and records nothing', async () => {
    await call(['db:init']);
    await onServer(database.url, async (other) => {
      await other.query('BEGIN; CREATE INDEX extra ON owners (name)');
      const stamping = call(['migration:stamp', '--all']);
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      while ((await database.query(waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await other.query('COMMIT');
      expect((await stamping).stderr).toContain('extra');
    });
    expect(await database.query(`SELECT to_regclass('migrations') AS migrations`)).toEqual([{ migrations: null }]);
  });

  describe("TypeORM's record of views and generated columns", () => {
    const options = { entities: ALL_ENTITIES };
    /** One migration that makes what the entities ask for, with the rows that TypeORM generates, from another database. */
    const generated = async () => {
      const statements = json<{ statements: string[] }>(await call(['db:init', '--json'], options)).statements;
      const made = statements.filter(
        (statement) => !/database_lifecycle_journal|CREATE TABLE "typeorm_metadata"/.test(statement),
      );
      return migration(
        1,
        made.map((statement) => statement.replaceAll(database.name, 'elsewhere')),
      );
    };

    it('has afterwards what a run would have left, so that TypeORM drops nothing', async () => {
      const migrations = [await generated()];
      const kept = await database.query(METADATA);
      expect(kept.map(({ type }) => type)).toEqual(['GENERATED_COLUMN', 'MATERIALIZED_VIEW', 'VIEW']);
      // As in a database that was made without TypeORM, or by an older version.
      await database.query(`DELETE FROM typeorm_metadata WHERE type <> 'VIEW'`);
      await database.query(`UPDATE typeorm_metadata SET value = 'SELECT 1' WHERE type = 'VIEW'`);
      const answer = await call(['migration:stamp', '--all'], { ...options, dataSource: { migrations } });
      expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(await database.query(METADATA)).toEqual(kept);
    });

    it('is made when it is not there', async () => {
      const migrations = [await generated()];
      const kept = await database.query(METADATA);
      await database.query('DROP TABLE typeorm_metadata');
      expect((await call(['migration:stamp', '--all'], { ...options, dataSource: { migrations } })).exitCode).toBe(0);
      expect(await database.query(METADATA)).toEqual(kept);
    });
  });
});
