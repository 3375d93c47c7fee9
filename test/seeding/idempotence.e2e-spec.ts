import { randomUUID } from 'node:crypto';
import type { Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  createMissingTables,
  DatabaseLifecycleService,
  Seeder,
  type SeederContext,
  type SeederOptions,
  type SeederRunner,
} from '../../src/database-lifecycle';
import { expectSeedersIdempotent } from '../../src/database-lifecycle/testing';
import { appOn } from '../cli/support';
import { connectTo } from '../support/lifecycle-data-source';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { ENTITIES, Fee, Keeper, Species } from './support/entities';
import { rowHashes } from './support/row.hashes';

const CODES = ['dog', 'cat'];

const missing = async ({ manager }: SeederContext) => {
  for (const code of CODES)
    if (!(await manager.existsBy(Species, { code }))) await manager.insert(Species, { code, name: code });
};

/** A seeder that does `run`, for a test that says in one line what is wrong with it. */
function seederOf(run: (context: SeederContext) => Promise<unknown>, options: Partial<SeederOptions> = {}): Provider {
  @Seeder({ key: 'species', entities: [Species], mode: 'always', ...options })
  class AnySeeder implements SeederRunner {
    async run(context: SeederContext): Promise<void> {
      await run(context);
    }
  }
  return AnySeeder;
}

describe('expectSeedersIdempotent', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    const dataSource = await connectTo(database.url, ENTITIES);
    await createMissingTables(dataSource, { environment: 'development' });
    await dataSource.destroy();
  });
  afterEach(() => database.drop());

  async function expectIdempotent(providers: Provider[], environment = 'development', by: 'app' | 'service' = 'app') {
    const app = await NestFactory.create(
      appOn(database.url, { entities: ENTITIES, providers, lifecycle: { environment } }),
      {
        logger: false,
        abortOnError: false,
      },
    );
    try {
      return await expectSeedersIdempotent(by === 'app' ? app : app.get(DatabaseLifecycleService));
    } finally {
      await app.close();
    }
  }

  it.each(['app', 'service'] as const)('is content with one that changes nothing, given the %s', async (by) => {
    expect(await expectIdempotent([seederOf(missing)], 'development', by)).toEqual(['species']);
  });

  it('leaves nothing in the database, and no lock', async () => {
    const before = await rowHashes(database);
    await expectIdempotent([seederOf(missing)]);
    expect(await rowHashes(database)).toEqual(before);
    expect(await database.query(`SELECT * FROM database_lifecycle_journal WHERE event = 'seed'`)).toEqual([]);
    expect(
      await database.query(`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database())`),
    ).toEqual([]);
  });

  it('takes one that writes the same values again for idempotent', async () => {
    const rewriting = seederOf(({ manager }) =>
      manager.query(`INSERT INTO fees VALUES ('visit', 4500) ON CONFLICT (code) DO UPDATE SET cents = excluded.cents`),
    );
    expect(await expectIdempotent([rewriting])).toEqual(['species']);
  });

  it.each([
    [
      'rows that are added each time',
      ({ manager, faker }: SeederContext) => manager.insert(Species, { code: faker.string.uuid(), name: 'x' }),
      /"species" is not idempotent: .* failed\.\n {2}Seeder "species" failed: duplicate key.*constraint UQ_/,
    ],
    [
      'random values',
      ({ manager }: SeederContext) => manager.insert(Species, { code: randomUUID(), name: 'x' }),
      /public\.species: 1 row added\n {4}\+ \{"id":2,"code":"[0-9a-f-]{36}","name":"x"/,
    ],
    [
      "the program's clock",
      ({ manager }: SeederContext) =>
        manager.query(
          `INSERT INTO species (code, name) VALUES ('dog', $1) ON CONFLICT (code) DO UPDATE SET name = excluded.name`,
          [new Date().toISOString().slice(0, 10)],
        ),
      /public\.species: 1 row changed\n {4}~ id=1: name "\d{4}-\d\d-\d\d" -> "\d{4}-\d\d-\d\d"/,
    ],
    [
      "the database's clock, which stands still in a transaction",
      ({ manager }: SeederContext) => manager.upsert(Species, [{ code: 'dog', name: 'Dog' }], ['code']),
      /public\.species: 1 row changed\n {4}~ id=1: .*updatedAt ".+" -> ".+"/,
    ],
    [
      'rows that are deleted and made anew',
      async ({ manager }: SeederContext) => {
        await manager.createQueryBuilder().delete().from(Species).execute();
        await manager.insert(Species, { code: 'dog', name: 'Dog' });
      },
      /public\.species: 1 row gone, 1 row added\n {4}- \{"id":1,.*\n {4}\+ \{"id":2,/,
    ],
    [
      'a counter',
      async ({ manager }: SeederContext) => {
        await manager.query(`INSERT INTO fees VALUES ('visit', 0) ON CONFLICT DO NOTHING`);
        await manager.increment(Fee, { code: 'visit' }, 'cents', 100);
      },
      /public\.fees: 1 row changed\n {4}~ code="visit": cents 100 -> 200/,
    ],
  ])('tells %s, with the table and the row', async (_, run, message) => {
    await expect(expectIdempotent([seederOf(run)])).rejects.toThrow(message);
    expect(await database.query('SELECT FROM species')).toEqual([]);
  });

  it('shows five rows of many, and counts the rest', async () => {
    const adding = seederOf(({ manager }) =>
      manager.query(`INSERT INTO species (code, name) SELECT gen_random_uuid(), 'x' FROM generate_series(1, 12)`),
    );
    const failure = await expectIdempotent([adding]).catch((error: Error) => error);
    expect((failure as Error).message).toMatch(/12 rows added(\n {4}\+ \{.*\}){5}\n {4}\+ … and 7 more\n {2}->/);
  });

  it('runs those that are to run once before, where their tables are empty', async () => {
    const keepers = seederOf(({ manager }) => manager.insert(Keeper, { email: 'ada@example.com' }), {
      key: 'keepers',
      entities: [Keeper],
      mode: 'once',
    });
    const needing = seederOf(({ manager }) => manager.findOneByOrFail(Keeper, { email: 'ada@example.com' }), {
      dependsOn: ['keepers'],
    });
    expect(await expectIdempotent([needing, keepers])).toEqual(['species']);
    await database.query(`INSERT INTO keepers (email) VALUES ('ada@example.com')`);
    expect(await expectIdempotent([needing, keepers])).toEqual(['species']);
  });

  it('names a seeder that fails the first time', async () => {
    const failing = seederOf(({ manager }) => manager.insert(Species, { code: 'dog' }));
    await expect(expectIdempotent([failing])).rejects.toThrow(/^Seeder "species" failed: null value in column "name"/);
  });

  it('fails where there is nothing to prove', async () => {
    await expect(expectIdempotent([seederOf(missing, { mode: 'once' })])).rejects.toThrow('nothing to prove');
  });

  it('tells missing tables with the remedy', async () => {
    await database.query('DROP TABLE fees');
    await expect(expectIdempotent([seederOf(missing)])).rejects.toThrow(/public\.fees.*\n.*npm run db:init/);
  });

  it('is refused in production, by the variables and by the stamp', async () => {
    await expect(expectIdempotent([seederOf(missing)], 'production')).rejects.toThrow('refused in environment');
    await database.query(
      `INSERT INTO database_lifecycle_journal (event, name, environment) VALUES ('environment', 'production', 'production')`,
    );
    await expect(expectIdempotent([seederOf(missing)])).rejects.toThrow('is stamped production');
  });
});
