import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import {
  createMissingTables,
  DatabaseLifecycleModule,
  DatabaseLifecycleService,
  Seeder,
  type DatabaseLifecycleOptions,
  type SeederContext,
  type SeederRunner,
} from '../../src/database-lifecycle';
import { lifecycleLockKey } from '../../src/database-lifecycle/apply/lifecycle.lock';
import { migration, type MigrationClass } from '../migrations/support/migration.factory';
import { migrate } from '../migrations/support/migrating';
import { connectTo, lifecycleOptions } from '../support/lifecycle-data-source';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { AnimalsSeeder, OwnersSeeder } from './boot.module';
import { Animal, Owner } from './entities';

const ROWS = `SELECT (SELECT json_agg(o ORDER BY id) FROM owners o) AS owners, (SELECT json_agg(a ORDER BY id) FROM animals a) AS animals`;
const FOUR = Array.from({ length: 4 }, () => expect.anything() as unknown);
const JOURNAL = `SELECT event, name FROM database_lifecycle_journal WHERE event <> 'environment' ORDER BY id`;
const SEEDED = [
  { event: 'create', name: 'public.owners' },
  { event: 'create', name: 'public.animals' },
  { event: 'seed', name: 'owners' },
  { event: 'seed', name: 'animals' },
];

/** Starts an app on the database and hands out its lifecycle; the app is closed afterwards. */
async function boot<Result = void>(
  url: string,
  providers: Provider[],
  work: (lifecycle: DatabaseLifecycleService) => Promise<Result> | Result = () => undefined as Result,
  options: DatabaseLifecycleOptions = { environment: 'development' },
  migrations: MigrationClass[] = [],
): Promise<Result> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ ...lifecycleOptions(url, [Owner, Animal]), migrations } as TypeOrmModuleOptions),
      DatabaseLifecycleModule.forRoot(options),
    ],
    providers,
  })
  class SeededModule {}
  const app = await NestFactory.createApplicationContext(SeededModule, { logger: false, abortOnError: false });
  try {
    return await work(app.get(DatabaseLifecycleService));
  } finally {
    await app.close();
  }
}

const reasonsOf = async (lifecycle: DatabaseLifecycleService) => (await lifecycle.readiness()).reasons;

describe('seeding', () => {
  let database: TestDatabase;
  const owners = () => database.query('SELECT FROM owners');

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });

  afterEach(() => database.drop());

  it('sees what was done while it waited for the lock, also where a transaction has one snapshot by default', async () => {
    await boot(database.url, []);
    await database.query(`ALTER DATABASE ${database.name} SET default_transaction_isolation = 'repeatable read'`);
    await onServer(database.url, async (other) => {
      await other.query(`BEGIN; SELECT pg_advisory_xact_lock(${lifecycleLockKey('public', 'migrations').join(', ')});
        INSERT INTO database_lifecycle_journal (event, name, environment) VALUES ('seed', 'owners', 'development')`);
      const seeding = boot(database.url, [OwnersSeeder]);
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_xact_lock%' AND pid <> pg_backend_pid()`;
      while ((await database.query(waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await other.query('COMMIT');
      await seeding;
    });
    expect(await owners()).toEqual([]);
  });

  it('runs each seeder on the first run, after those it depends on; the second run changes nothing', async () => {
    await boot(database.url, [AnimalsSeeder, OwnersSeeder]);
    const rows = await database.query(ROWS);
    expect(rows).toEqual([{ owners: FOUR, animals: FOUR }]);
    expect(await database.query(JOURNAL)).toEqual(SEEDED);
    await boot(database.url, [AnimalsSeeder, OwnersSeeder]);
    expect(await database.query(ROWS)).toEqual(rows);
    expect(await database.query(JOURNAL)).toEqual(SEEDED);
  });

  it('makes the same rows in any database', async () => {
    const other = await createEmptyDatabase();
    await boot(database.url, [AnimalsSeeder, OwnersSeeder]);
    await boot(other.url, [AnimalsSeeder, OwnersSeeder]);
    expect(await other.query(ROWS)).toEqual(await database.query(ROWS));
    await other.drop();
  });

  it('takes one round trip at a boot with nothing to do, and sends no lock and no write', async () => {
    await boot(database.url, [AnimalsSeeder, OwnersSeeder]);
    const wire = await tapWire(database.url);
    const connected = await connectTo(wire.url, [Owner, Animal]);
    const connecting = wire.roundTrips();
    await connected.destroy();
    const before = wire.roundTrips();
    await boot(wire.url, [AnimalsSeeder, OwnersSeeder]);
    expect(wire.roundTrips() - before - connecting).toBe(1);
    expect(wire.sql().at(-1)).toMatch(/^SET LOCAL lock_timeout = \d+\n;\nSELECT json_build_object/);
    expect(wire.sql().filter((sql) => /advisory|INSERT INTO|CREATE TABLE|BEGIN|START/.test(sql))).toEqual([]);
    await wire.close();
  });

  it('runs when the tables were made otherwise and are empty', async () => {
    await database.query(`CREATE TYPE owners_role_enum AS ENUM ('admin', 'staff');
      CREATE TABLE owners (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email varchar NOT NULL UNIQUE, role owners_role_enum NOT NULL DEFAULT 'staff');
      CREATE TABLE animals (id serial PRIMARY KEY, name varchar NOT NULL, "ownerId" uuid REFERENCES owners ON DELETE CASCADE)`);
    await boot(database.url, [AnimalsSeeder, OwnersSeeder]);
    expect(await database.query(JOURNAL)).toEqual(SEEDED.slice(2));
  });

  it('leaves a table that holds rows alone, and does not ask again', async () => {
    const dataSource = await connectTo(database.url, [Owner, Animal]);
    await createMissingTables(dataSource);
    await dataSource.getRepository(Owner).insert({ email: 'real@example.com' });
    await dataSource.destroy();
    await boot(database.url, [OwnersSeeder]);
    expect(await database.query('SELECT email FROM owners')).toEqual([{ email: 'real@example.com' }]);
    expect((await database.query(JOURNAL)).at(-1)).toEqual({ event: 'seed-skip', name: 'owners' });
    const entries = await database.query(JOURNAL);
    await boot(database.url, [OwnersSeeder]);
    expect(await database.query(JOURNAL)).toEqual(entries);
  });

  it('runs again for a table that was dropped and made anew, and only for that', async () => {
    await boot(database.url, [AnimalsSeeder, OwnersSeeder]);
    const [{ owners }] = (await database.query(ROWS)) as [{ owners: unknown }];
    await database.query('DROP TABLE animals');
    await boot(database.url, [AnimalsSeeder, OwnersSeeder]);
    expect(await database.query(ROWS)).toEqual([{ owners, animals: FOUR }]);
    expect((await database.query(JOURNAL)).slice(4)).toEqual([
      { event: 'create', name: 'public.animals' },
      { event: 'seed', name: 'animals' },
    ]);
  });

  it('names the seeder and the constraint when one throws; nothing of it stays, those before it do', async () => {
    @Seeder({ key: 'twice', entities: [Animal], dependsOn: ['owners'] })
    class TwiceSeeder implements SeederRunner {
      async run({ manager }: SeederContext): Promise<void> {
        await manager.insert(Animal, { name: 'first' });
        await manager.insert(Owner, { email: 'owner0@example.com' });
      }
    }
    const booting = boot(database.url, [OwnersSeeder, TwiceSeeder]);
    await expect(booting).rejects.toThrow(
      /Seeder "twice" failed: duplicate key.*table owners, constraint UQ_.*\n.*npm run db:seed/s,
    );
    expect(
      await database.query(
        'SELECT (SELECT count(*)::int FROM owners) AS owners, (SELECT count(*)::int FROM animals) AS animals',
      ),
    ).toEqual([{ owners: 4, animals: 0 }]);
    const results = `SELECT name, details->>'result' AS result FROM database_lifecycle_journal WHERE event = 'seed' ORDER BY id`;
    expect((await database.query(results)).slice(-2)).toEqual([
      { name: 'owners', result: 'done' },
      { name: 'twice', result: 'failed' },
    ]);
  });

  it('injects providers into a seeder', async () => {
    class Names {
      readonly first = 'Ada';
    }
    @Seeder({ key: 'injected', entities: [Owner] })
    class InjectedSeeder implements SeederRunner {
      constructor(private readonly names: Names) {}
      async run({ manager }: SeederContext): Promise<void> {
        await manager.insert(Owner, { email: this.names.first });
      }
    }
    await boot(database.url, [Names, InjectedSeeder]);
    expect(await database.query('SELECT email FROM owners')).toEqual([{ email: 'Ada' }]);
  });

  it('keeps to the environments that the seeder names', async () => {
    @Seeder({ key: 'only-test', entities: [Owner], environments: ['test'] })
    class TestSeeder extends OwnersSeeder {}
    await boot(database.url, [TestSeeder]);
    expect(await database.query('SELECT FROM owners')).toEqual([]);
    await boot(database.url, [TestSeeder], undefined, { environment: 'test' });
    expect(await database.query('SELECT FROM owners')).toHaveLength(4);
  });

  it('does not seed by itself with autoSeed off, and does when asked', async () => {
    await boot(
      database.url,
      [OwnersSeeder],
      async (lifecycle) => {
        expect(await database.query('SELECT FROM owners')).toEqual([]);
        expect(await lifecycle.seed()).toEqual([{ key: 'owners', outcome: 'seeded', rows: 4, why: '' }]);
        expect(await lifecycle.seed()).toEqual([
          { key: 'owners', outcome: 'done-before', rows: 0, why: 'it has run before' },
        ]);
      },
      { environment: 'development', autoSeed: false },
    );
  });

  describe('with autoCreate: false', () => {
    const options: DatabaseLifecycleOptions = { environment: 'development', autoCreate: false };
    const migrations = [migration(1, ['CREATE TABLE visits (id int)'], ['DROP TABLE visits'])];

    it('a pending migration fails the start, where that is asked for; once it ran, what is due is seeded', async () => {
      await boot(database.url, []);
      const start = () => boot(database.url, [OwnersSeeder], undefined, { ...options, onPending: 'fail' }, migrations);
      await expect(start()).rejects.toThrow(
        /in environment development with autoCreate: false a start creates nothing: pending migrations: \w+\.\n/,
      );
      expect(await owners()).toEqual([]);
      await migrate(database.url, migrations, { lifecycle: { environment: 'development' } });
      await start();
      expect(await owners()).toHaveLength(4);
      const entries = await database.query(JOURNAL);
      await start();
      expect(await database.query(JOURNAL)).toEqual(entries);
    });

    it('seeds nothing, and is not ready, while a migration is pending or a table missing', async () => {
      await boot(database.url, []);
      const reasons = () => boot(database.url, [OwnersSeeder], reasonsOf, options, migrations);
      expect(await reasons()).toEqual(['pending-migrations']);
      await migrate(database.url, migrations, { lifecycle: { environment: 'development' } });
      await database.query('DROP TABLE animals');
      expect(await reasons()).toEqual(['missing-tables']);
      expect(await owners()).toEqual([]);
    });

    it('seeds nothing in a database of production', async () => {
      await boot(database.url, []);
      await database.query(`INSERT INTO database_lifecycle_journal (event, name, environment)
        VALUES ('environment', 'production', 'production')`);
      await boot(database.url, [OwnersSeeder], undefined, options);
      expect(await owners()).toEqual([]);
    });
  });

  it.each(['production', 'staging'])(
    'is refused in %s, at boot silently and by name with the reason',
    async (environment) => {
      await boot(database.url, []);
      await boot(
        database.url,
        [OwnersSeeder],
        async (lifecycle) => {
          await expect(lifecycle.seed()).rejects.toThrow(`Sample data is refused in environment "${environment}"`);
        },
        { environment },
      );
      expect(await database.query('SELECT FROM owners')).toEqual([]);
    },
  );

  it.each([
    [
      'two seeders of one key',
      [
        ['a', []],
        ['a', []],
      ],
      'Two seeders have the key "a"',
    ],
    ['an unknown dependency', [['a', ['b']]], 'Seeder "a" depends on "b", which is no seeder of this app (known: a)'],
    [
      'a circle',
      [
        ['a', ['b']],
        ['b', ['a']],
      ],
      'Seeders depend on each other in a circle: ',
    ],
    ['a seeder that needs itself', [['a', ['a']]], 'Seeders depend on each other in a circle: a'],
  ] as [string, [string, string[]][], string][])('refuses %s', async (_, definitions, message) => {
    const seeders = definitions.map(([key, dependsOn]) => {
      @Seeder({ key, entities: [Owner], dependsOn })
      class AnySeeder extends OwnersSeeder {}
      return AnySeeder;
    });
    await expect(boot(database.url, seeders)).rejects.toThrow(message);
  });
});
