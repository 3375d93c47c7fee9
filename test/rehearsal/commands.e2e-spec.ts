import type { DataSourceOptions } from 'typeorm';
import type { Rehearsal } from '../../src/database-lifecycle/interfaces/rehearsal.interface';
import { splitStatements } from '../../src/database-lifecycle/sql/sql.tokenizer';
import { CreateOwners1700000000000, Owner } from '../cli/entities';
import { appOn, callCli, json, type CliAnswer } from '../cli/support';
import { migration, nameOfMigration, type MigrationClass } from '../migrations/support/migration.factory';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { tapWire, type Wire } from '../support/wire';
import { shadowsOn } from '../shadow/support';
import { deploy, DEPLOYED, useShadowServer } from './support';

const HARMLESS = migration(2, ['ALTER TABLE orders ADD COLUMN paid boolean'], ['ALTER TABLE orders DROP COLUMN paid']);
const INDEX = migration(3, ['CREATE INDEX orders_total ON orders (total)'], ['DROP INDEX orders_total']);
const READS = /^(SELECT|SHOW|SET|BEGIN|COMMIT|ROLLBACK)\b/;

/** Said where TEST_DATABASE_URL is of another version than the embedded one. */
const OTHER_VERSION = /^warn \[ShadowDatabase\] The shadow's server is PostgreSQL \d+, the connected one \d+: .*\n/m;

const provider = useShadowServer();

describe('migration:run --dry-run', () => {
  let database: TestDatabase;
  const call = async (
    argv: string[],
    migrations: readonly MigrationClass[],
    { url = database.url, withServer = true } = {},
  ): Promise<CliAnswer> => {
    const answer = await callCli(
      appOn(url, {
        entities: [Owner],
        providers: [],
        dataSource: { migrations: [...migrations] } as Partial<DataSourceOptions>,
        lifecycle: { environment: 'production' },
      }),
      argv,
      withServer ? { shadowServer: provider } : {},
    );
    return { ...answer, stderr: answer.stderr.replace(OTHER_VERSION, '') };
  };

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await deploy(database.url);
  });
  afterEach(() => database.drop());

  it('prints what would run with its locks, runs it in a shadow alone, and exits with 3', async () => {
    const before = await readCatalog(database.url);
    const answer = await call(['migration:run', '--dry-run'], [DEPLOYED, HARMLESS, INDEX]);
    expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode: 3, stderr: '' });
    expect(answer.stdout.replace(/\d+ ms|\d+ kB/g, 'n')).toBe(
      [
        `📄 ${nameOfMigration(2)} (one transaction, with ${nameOfMigration(3)})`,
        '   ALTER TABLE orders ADD COLUMN paid boolean;',
        '     🔒 ACCESS EXCLUSIVE on orders',
        '',
        `📄 ${nameOfMigration(3)} (one transaction, with ${nameOfMigration(2)})`,
        '   CREATE INDEX orders_total ON orders (total);',
        '     🔒 still ACCESS EXCLUSIVE on orders; scans orders',
        '     ✅ Reads and writes of orders wait for a moment while it builds an index on orders (0 records, 0 bytes). ACCESS EXCLUSIVE on orders is held since `ALTER TABLE orders ADD COLUMN paid boolean`.',
        '',
        '✅ 2 migrations rehearsed in n: nothing keeps reads or writes waiting for long.',
        '   The shadow had no rows, so what fails or takes long only with rows was not seen. The connected database was only read.',
        '',
      ].join('\n'),
    );
    expect(await readCatalog(database.url)).toEqual(before);
    expect(await shadowsOn((await provider()).url)).toEqual([]);
  });

  it('gives the same as data', async () => {
    const rehearsal = json<Rehearsal & { dryRun: true }>(
      await call(['migration:run', '--dry-run', '--json'], [DEPLOYED, INDEX]),
    );
    expect(rehearsal).toMatchObject({
      dryRun: true,
      pending: [nameOfMigration(3)],
      failure: null,
      history: false,
      notes: [],
      tables: { 'public.orders': { rows: 0, estimated: false } },
      migrations: [
        {
          name: nameOfMigration(3),
          statements: [
            {
              sql: 'CREATE INDEX orders_total ON orders (total)',
              parameters: 0,
              transaction: 1,
              locks: [{ table: 'public.orders', mode: 'SHARE' }],
              lockSource: 'observed',
              held: [],
              rewrites: [],
              scans: ['public.orders'],
              findings: [{ severity: 'small', rewrites: [{ rule: 'index' }] }],
            },
          ],
        },
      ],
    });
  });

  it('exits with 0 when nothing is pending', async () => {
    const answer = await call(['migration:run', '--dry-run'], [DEPLOYED]);
    expect(answer).toEqual({ exitCode: 0, stdout: '✅ No migration is pending.\n', stderr: '' });
  });

  it('exits with 1 when one fails in the shadow, and names it and its statement', async () => {
    const failing = migration(4, ['ALTER TABLE orders DROP COLUMN nowhere']);
    const answer = await call(['migration:run', '--dry-run'], [DEPLOYED, HARMLESS, failing]);
    expect(answer.exitCode).toBe(1);
    expect(answer.stdout).toContain('   ALTER TABLE orders ADD COLUMN paid boolean;\n');
    expect(answer.stdout).toContain(
      `❌ Migration ${nameOfMigration(4)} failed in the shadow database: column "nowhere" of relation "orders" does not exist\n   ALTER TABLE orders DROP COLUMN nowhere\n`,
    );
  });

  it('is refused in production without a server for the shadow', async () => {
    const answer = await call(['migration:run', '--dry-run'], [DEPLOYED, INDEX], { withServer: false });
    expect(answer.exitCode).toBe(4);
    expect(answer.stderr).toContain('environment "production"');
  });

  describe('on the wire', () => {
    let wire: Wire;

    beforeEach(async () => {
      wire = await tapWire(database.url);
    });
    afterEach(() => wire.close());

    it('sends reading statements alone to the connected database', async () => {
      const answer = await call(['migration:run', '--dry-run'], [DEPLOYED, HARMLESS, INDEX], { url: wire.url });
      expect(answer.exitCode).toBe(3);
      const sent = wire.sql().flatMap(splitStatements);
      expect(sent.length).toBeGreaterThan(5);
      expect(sent.filter((statement) => !READS.test(statement))).toEqual([]);
    });

    it('works for a role that may only read', async () => {
      const role = `reader_${database.name}`;
      await database.query(
        `CREATE ROLE ${role} LOGIN PASSWORD 'reader'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role};
           ALTER ROLE ${role} SET default_transaction_read_only = on`,
      );
      const url = new URL(wire.url);
      url.username = role;
      url.password = 'reader';
      try {
        const answer = await call(['migration:run', '--dry-run'], [DEPLOYED, INDEX], { url: url.href });
        expect(answer.stderr).toBe('');
        expect(answer.exitCode).toBe(3);
        expect(answer.stdout).toContain('builds an index on orders (0 records, ');
      } finally {
        await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
    });
  });
});

describe('migration:check --locks', () => {
  let database: TestDatabase;
  /** Ends where it began, so that the check itself finds nothing. */
  const RETYPE = migration(2, [
    'ALTER TABLE owners ALTER COLUMN name TYPE character varying(50)',
    'ALTER TABLE owners ALTER COLUMN name TYPE character varying',
  ]);
  const appWith = (migrations: readonly MigrationClass[], environment = 'development') =>
    appOn(database.url, {
      entities: [Owner],
      providers: [],
      dataSource: { migrations: [CreateOwners1700000000000, ...migrations] } as Partial<DataSourceOptions>,
      lifecycle: { environment },
    });
  const check = (argv: string[], migrations: readonly MigrationClass[], environment?: string) =>
    callCli(appWith(migrations, environment), ['migration:check', ...argv], { shadowServer: provider });
  const deploy = () => callCli(appWith([]), ['migration:run']);

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('fails for work that grows with a table while others wait, of which the check alone knows nothing', async () => {
    await deploy();
    expect((await check([], [RETYPE])).exitCode).toBe(0);
    const answer = await check(['--locks'], [RETYPE]);
    expect(answer.exitCode).toBe(3);
    expect(answer.stdout).toContain('✅ 2 migrations: in order');
    expect(answer.stdout).toContain('⚠️ Reads and writes of owners wait while it rewrites owners');
    const { locks, migrations } = json<{ locks: Rehearsal; migrations: string[] }>(
      await check(['--locks', '--json'], [RETYPE]),
    );
    expect(migrations).toHaveLength(2);
    expect(locks.pending).toEqual([nameOfMigration(2)]);
  });

  it('does not fail where the connected database is production, and the table small there', async () => {
    await deploy();
    expect((await check(['--locks'], [RETYPE], 'production')).exitCode).toBe(0);
    await database.query(`INSERT INTO owners (name) SELECT n FROM generate_series(1, 20000) n`);
    const large = await check(['--locks'], [RETYPE], 'production');
    expect(large.exitCode).toBe(3);
    expect(large.stdout).toContain('❌ Reads and writes of owners wait while it rewrites owners (≈ ');
  });

  it('does not fail for a lock of a moment', async () => {
    await deploy();
    const brief = migration(2, [
      'ALTER TABLE owners ALTER COLUMN name SET DEFAULT 1',
      'ALTER TABLE owners ALTER COLUMN name DROP DEFAULT',
    ]);
    const answer = await check(['--locks'], [brief]);
    expect(answer.stdout).toContain('🔒 ACCESS EXCLUSIVE on owners');
    expect(answer.exitCode).toBe(0);
  });

  it('tells of migrations that are history without failing, and fails for those after the one that is named', async () => {
    const history = await check(['--locks'], [RETYPE]);
    expect(history.exitCode).toBe(0);
    expect(history.stdout).toContain('⚠️ Reads and writes of owners wait while it rewrites owners.');
    expect(history.stdout).toContain('The connected database has run none of them');
    const named = await check(['--locks', '--since', 'CreateOwners1700000000000'], [RETYPE]);
    expect(named.exitCode).toBe(3);
    expect(named.stdout).not.toContain('CreateOwners1700000000000 (');
  });

  it('rehearses nothing when the migrations do not even run, or none is new', async () => {
    const failing = await check(['--locks', '--json'], [migration(2, ['SELECT nonsense'])]);
    expect(failing.exitCode).toBe(1);
    expect(json(failing)).not.toHaveProperty('locks');
    await deploy();
    expect((await check(['--locks'], [])).stdout).toContain('✅ No migration to rehearse.');
  });
});
