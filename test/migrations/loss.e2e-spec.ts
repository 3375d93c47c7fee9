import { MigrationLockError } from '../../src/database-lifecycle/errors/migration.error';
import { revertMigrations } from '../../src/database-lifecycle/migrations/migration.reverter';
import { appOn, callCli } from '../cli/support';
import { Owner } from '../lifecycle/entities';
import { readCatalog } from '../support/catalog';
import { useEmptiedDatabase } from '../support/emptied-database';
import { migration, nameOfMigration } from './support/migration.factory';
import { connectMigrating, failureOf, migrate, MODES } from './support/migrating';

const CREATES = [
  `CREATE TABLE visits (id int, note text, upper_note text GENERATED ALWAYS AS (coalesce(upper(note), '-')) STORED)`,
  'CREATE SCHEMA shop',
  'CREATE TABLE shop.orders (id int) PARTITION BY RANGE (id)',
  'CREATE TABLE shop.orders_1 PARTITION OF shop.orders FOR VALUES FROM (1) TO (9)',
];

describe('migration:revert', () => {
  const database = useEmptiedDatabase();

  const revert = (down: readonly string[], flags: string[] = [], transaction?: boolean) =>
    callCli(
      appOn(database.url, {
        entities: [Owner],
        providers: [],
        dataSource: { migrations: [migration(1, CREATES, down, transaction)] },
        lifecycle: { environment: 'production' },
      }),
      ['migration:revert', ...flags],
    );
  const all = async () => [
    await readCatalog(database.url),
    (await database.client.query('SELECT v.*, o.* FROM visits v FULL JOIN shop.orders o ON true')).rows,
    (await database.client.query('SELECT name FROM migrations')).rows,
  ];

  describe.each([
    ['a table', ['DROP TABLE "visits"'], 'table public.visits holds'],
    [
      'a table, by cascade and beside others',
      ['DROP TABLE IF EXISTS none, visits CASCADE'],
      'table public.visits holds',
    ],
    ['a table under another name', ['ALTER TABLE visits RENAME TO gone', 'DROP TABLE gone'], 'table public.gone holds'],
    [
      'a table under another name, in one message',
      ['ALTER TABLE visits RENAME TO gone; DROP TABLE gone'],
      'table public.visits holds',
    ],
    ['what the search_path leads to', ['SET search_path = public, shop', 'DROP TABLE orders'], 'table shop.orders'],
    ['a partitioned table', ['DROP TABLE shop.orders'], 'table shop.orders holds'],
    ['a column', ['ALTER TABLE "visits" DROP COLUMN "note" CASCADE'], 'column note of table public.visits holds'],
    ['a schema', ['DROP SCHEMA shop CASCADE'], 'table shop.orders, table shop.orders_1 hold'],
  ])('that drops %s with rows', (_, down, held) => {
    beforeEach(async () => {
      await migrate(database.url, [migration(1, CREATES)]);
      await database.client.query(
        `INSERT INTO visits (id, note) VALUES (1, 'kept'); INSERT INTO shop.orders VALUES (1)`,
      );
    });

    it.each([[undefined], [false]])('changes nothing, and names it; transaction = %s', async (transaction) => {
      const before = await all();
      const { exitCode, stdout, stderr } = await revert(down, [], transaction);
      expect(stderr).toContain(held);
      expect(stderr).toContain('was not sent');
      expect(stderr).toContain('--allow-data-loss');
      expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
      // Without a transaction what was sent before it stays, as the message says.
      if (transaction === false && down[0]!.includes('RENAME')) expect(stderr).toContain('stays');
      else expect(await all()).toEqual(before);
    });

    it('reverts when told that it may go', async () => {
      expect(await revert(down, ['--allow-data-loss'])).toMatchObject({ exitCode: 0, stderr: '' });
      expect((await database.client.query('SELECT FROM migrations')).rowCount).toBe(0);
    });
  });

  it.each(MODES)('asks nobody where no row is lost, mode %s', async (mode) => {
    const down = [
      'ALTER TABLE visits DROP COLUMN upper_note',
      'ALTER TABLE visits DROP COLUMN note, DROP COLUMN IF EXISTS none',
      'DROP SCHEMA shop CASCADE',
      'CREATE TEMPORARY TABLE scratch AS SELECT 1 AS id',
      'DROP TABLE scratch',
      'DELETE FROM visits',
      'DROP TABLE visits; DROP TABLE IF EXISTS none',
    ];
    await migrate(database.url, [migration(1, CREATES, down)]);
    await database.client.query('INSERT INTO visits (id) VALUES (1)');
    const target = await connectMigrating(database.url, [migration(1, CREATES, down)], { mode });
    const reverted = await revertMigrations(target);
    await target.dataSource.destroy();
    expect(reverted.map(({ name }) => name)).toEqual([nameOfMigration(1)]);
  });

  it('does not take rows that a policy hides for none', async () => {
    const classes = [migration(1, CREATES, ['DROP TABLE visits'])];
    await migrate(database.url, classes);
    const role = `${database.name}_reverter`;
    await database.client.query(`INSERT INTO visits (id) VALUES (1); CREATE ROLE ${role} LOGIN PASSWORD 'app';
      GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; ALTER TABLE visits OWNER TO ${role};
      ALTER TABLE visits ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`);
    const url = Object.assign(new URL(database.url), { username: role, password: 'app' });
    const target = await connectMigrating(url.href, classes);
    try {
      expect((await failureOf(revertMigrations(target))).message).toContain('table public.visits holds');
      expect((await database.client.query('SELECT id FROM visits')).rows).toEqual([{ id: 1 }]);
    } finally {
      await target.dataSource.destroy();
      await database.client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('waits for a table that is in use as the statement would, and names who has it', async () => {
    const classes = [migration(1, CREATES, ['DROP TABLE visits'])];
    await migrate(database.url, classes);
    await database.client.query(`SET application_name = 'payroll'; BEGIN; LOCK TABLE visits`);
    const target = await connectMigrating(database.url, classes, { lifecycle: { lockTimeoutMs: 50 } });
    const failure = await failureOf(revertMigrations(target)).finally(() => database.client.query('ROLLBACK'));
    await target.dataSource.destroy();
    expect(failure).toBeInstanceOf(MigrationLockError);
    expect(failure.message).toContain('payroll');
  });
});
