import type { Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DatabaseLifecycleService } from '../../src/database-lifecycle';
import { splitStatements } from '../../src/database-lifecycle/sql/sql.tokenizer';
import { othersHaveLeft } from '../support/others-have-left';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { tapWire, type Wire } from '../support/wire';
import { AnimalsSeeder, CreateOwners1700000000000, GreetOwners1700000000001, Owner, OwnersSeeder } from './entities';
import { ALL_ENTITIES, appOn, callCli } from './support';

const READS = /^(SELECT|SHOW|SET|BEGIN|COMMIT|ROLLBACK)\b/;
/** What a SELECT can do harm with. */
const WRITES = /\b(nextval|setval|lo_|dblink|pg_advisory|FOR (UPDATE|SHARE)|INTO)\b/;

describe('commands that only look', () => {
  let database: TestDatabase;
  let wire: Wire;
  const dataSource = { migrations: [CreateOwners1700000000000, GreetOwners1700000000001] };
  const call = (argv: string[], options = {}) => callCli(appOn(wire.url, { dataSource, ...options }), argv);
  const onAbsent = (argv: string[]) =>
    callCli(appOn(wire.url.replace(/[^/]+$/, `${database.name}_absent`), { dataSource }), argv);
  const writing = () =>
    wire
      .sql()
      .flatMap(splitStatements)
      .filter((statement) => !READS.test(statement) || WRITES.test(statement));

  let template: TestDatabase | undefined;

  beforeEach(async () => {
    database = await createEmptyDatabase(template?.name);
    wire = await tapWire(database.url);
  });
  afterEach(async () => {
    await wire.close();
    await database.drop();
  });

  it('the wire shows a write when there is one', async () => {
    await call(['db:init']);
    expect(writing().join('\n')).toContain('CREATE TABLE "owners"');
    expect(wire.sql().length).toBeGreaterThan(5);
  });

  describe.each([
    ['an empty database', async () => undefined],
    ['a complete database', ({ url }: TestDatabase) => callCli(appOn(url), ['db:init', '--seed'])],
    [
      'a database that was reset',
      async ({ url, name }: TestDatabase) => {
        await callCli(appOn(url), ['db:init', '--seed']);
        await callCli(appOn(url), ['db:init', '--force', '--confirm', name]);
      },
    ],
    ['a migrated database', ({ url }: TestDatabase) => callCli(appOn(url, { dataSource }), ['migration:run'])],
  ])('on %s', (_, prepare) => {
    beforeAll(async () => {
      template = await createEmptyDatabase();
      await prepare(template);
    });
    afterAll(async () => {
      await template?.drop();
      template = undefined;
    });

    it.each([
      [['db:status']],
      [['db:status', '--exact', '--json']],
      [['db:init', '--dry-run', '--seed']],
      [['db:init', '--dry-run', '--force']],
      [['db:init', '--force']],
      [['db:init', '--force', '--confirm', 'another']],
      [['db:trash']],
      [['db:restore', '--dry-run']],
      [['db:restore']],
      [['db:purge']],
      [['db:purge', '--older-than', '0d', '--confirm', 'another']],
      [['migration:show']],
    ])('%j sends reading statements alone', async (argv) => {
      const { stderr } = await call(argv);
      expect(stderr).not.toContain('rror');
      expect(wire.sql().length).toBeGreaterThan(3);
      expect(writing()).toEqual([]);
    });
  });

  describe('in an app whose provider waits for the lifecycle while it is made', () => {
    const waiting: Provider = {
      provide: 'SETTINGS',
      inject: [DatabaseLifecycleService],
      useFactory: (lifecycle: DatabaseLifecycleService) => lifecycle.ready(),
    };
    const providers = [OwnersSeeder, AnimalsSeeder, waiting];

    it.each([[['db:status']], [['db:init', '--dry-run', '--seed']], [['db:seed', '--dry-run']], [['migration:show']]])(
      '%j creates nothing all the same',
      async (argv) => {
        await call(argv, { providers });
        expect(wire.sql().length).toBeGreaterThan(3);
        expect(writing()).toEqual([]);
      },
    );

    it('db:init creates what is missing, and seeds nothing unasked', async () => {
      const { exitCode, stdout } = await call(['db:init', '--json'], { providers });
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ created: expect.arrayContaining(['public.owners']) as unknown });
      expect(await database.query('SELECT FROM owners')).toEqual([]);
    });

    it('one that queries then says that commands come before', async () => {
      const early: Provider = {
        provide: 'OWNERS',
        inject: [DataSource],
        useFactory: (source: DataSource) => source.query('SELECT * FROM owners'),
      };
      const { exitCode, stderr } = await call(['db:init'], { providers: [early] });
      expect(exitCode).toBe(2);
      expect(stderr).toContain(
        'A provider of the app queries while it is made, for what is not there: relation "owners" does not exist (SELECT * FROM owners).',
      );
      expect(stderr).toContain('-> Let it query in onModuleInit()');
    });
  });

  it.each([
    ['that want what onModuleInit() began', () => (undefined as unknown as DataSource).destroy()],
    ['that wait for ever', () => new Promise<void>(() => undefined)],
  ])(
    'hooks of the app %s keep no command from its answer, and no connection open',
    async (_what, onModuleDestroy) => {
      const worker: Provider = { provide: 'WORKER', useValue: { onModuleDestroy } };
      const { exitCode, stdout, stderr } = await call(['db:init', '--json'], { providers: [worker] });
      expect(exitCode).toBe(0);
      expect(stderr).not.toContain('rror');
      expect(JSON.parse(stdout)).toMatchObject({ created: expect.arrayContaining(['public.owners']) as unknown });
      await onServer(database.url, othersHaveLeft);
    },
    30_000,
  );

  it('migration:show and db:status do not create the migrations table', async () => {
    expect((await call(['migration:show'])).exitCode).toBe(3);
    expect((await call(['db:status'])).exitCode).toBe(3);
    expect(await database.query(`SELECT to_regclass('migrations') AS migrations`)).toEqual([{ migrations: null }]);
  });

  it('db:status works in a session that can not write, and on a role that may only read', async () => {
    await callCli(appOn(database.url), ['db:init']);
    await database.query(`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
    expect((await call(['db:status'])).exitCode).toBe(0);
  });

  it('db:status takes a constant number of round trips, however many tables there are', async () => {
    await callCli(appOn(database.url), ['db:init', '--seed']);
    await call(['db:status'], { entities: [Owner], providers: [] });
    const one = wire.roundTrips();
    expect(one).toBeGreaterThan(3);
    await call(['db:status'], { entities: ALL_ENTITIES, providers: [] });
    expect(wire.roundTrips()).toBe(one * 2);
    expect(one).toBeLessThanOrEqual(14);
  });

  describe('where the database does not exist', () => {
    afterEach(() => database.query(`DROP DATABASE IF EXISTS ${database.name}_absent`));

    it.each([
      [['db:status']],
      [['db:init', '--dry-run']],
      [['db:init', '--dry-run', '--force']],
      [['db:seed']],
      [['db:drift']],
      [['db:diagram']],
      [['db:environment']],
      [['db:journal']],
      [['db:trash']],
      [['migration:run', '--dry-run']],
      [['migration:show']],
      [['migration:check']],
    ])('%j does not create it, and says what does', async (argv) => {
      const { exitCode, stderr } = await onAbsent(argv);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/the database \w+_absent does not exist\.\n.*npm run db:init/);
      expect(await database.query(`SELECT FROM pg_database WHERE datname = '${database.name}_absent'`)).toEqual([]);
    });

    it.each([[['db:init']], [['migration:run']]])('%j creates it', async (argv) => {
      expect(await onAbsent(argv)).toMatchObject({ exitCode: 0 });
      expect(await database.query(`SELECT FROM pg_database WHERE datname = '${database.name}_absent'`)).toEqual([{}]);
    });
  });

  it('connecting alone sends reading statements, too', async () => {
    const plain = await new DataSource(lifecycleOptions(wire.url, ALL_ENTITIES)).initialize();
    await plain.destroy();
    expect(writing()).toEqual([]);
    expect(wire.sql().length).toBeGreaterThan(0);
  });
});
