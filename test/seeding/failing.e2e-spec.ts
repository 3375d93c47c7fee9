import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Provider } from '@nestjs/common';
import { Seeder, type SeederContext, type SeederRunner } from '../../src/database-lifecycle';
import type { TestDatabase } from '../support/test-database';
import { DataSource } from 'typeorm';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { runSeeders } from '../../src/database-lifecycle/seeding/seeding.runner';
import { lifecycleOptions } from '../support/lifecycle-data-source';
import { Creature, ENTITIES, Fee, Keeper, Species } from './support/entities';
import { rowHashes } from './support/row.hashes';
import { advisoryLocks, call, doneSeeders, unseededDatabase } from './support/seeding.app';
import { KeepersSeeder, SpeciesSeeder } from './support/seeding.module';

const BATCH = 12_000;

function failing(run: (context: SeederContext) => Promise<unknown>): Provider {
  @Seeder({ key: 'failing', entities: [Creature, Keeper], dependsOn: ['species'] })
  class FailingSeeder implements SeederRunner {
    async run(context: SeederContext): Promise<void> {
      await run(context);
    }
  }
  return FailingSeeder;
}

const keepers = (bad: number, email: string | null) =>
  Array.from(
    { length: BATCH },
    (_, index) => ({ email: index === bad ? email : `keeper${index}@example.com` }) as Keeper,
  );

/** As from a file or another server: the connection has nothing to do meanwhile. */
async function* slowly(rows: readonly Keeper[]): AsyncGenerator<Keeper> {
  for (const [index, row] of rows.entries()) {
    if (index % 100 === 0) await setTimeout(1);
    yield row;
  }
}

const creature = (code: string) => ({
  name: 'Rex',
  born: '2020-01-01',
  keeper: { email: 'ada@example.com' },
  species: { code },
});

describe('a seeder that throws', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await unseededDatabase();
  });
  afterEach(() => database.drop());

  it.each([
    [
      'copy(), a row twice',
      ({ copy }: SeederContext) => copy(Keeper, keepers(7_000, 'keeper3@example.com')),
      ['row 7001', 'keeper3@example.com', 'constraint UQ_'],
    ],
    [
      'copy(), a value that is missing',
      ({ copy }: SeederContext) => copy(Keeper, keepers(11_999, null)),
      ['row 12000', 'null value in column "email"', 'table keepers'],
    ],
    [
      'upsert(), a value that its type can not hold',
      ({ upsert }: SeederContext) =>
        upsert(
          Species,
          [
            { code: 'fox', name: 'Fox' },
            { code: 'o\u0000wl', name: 'Owl' },
          ],
          'code',
        ),
      ['row 2', String.raw`o\u0000wl`],
    ],
    [
      'copy(), a natural key that nothing has',
      async ({ copy }: SeederContext) => {
        await copy(Keeper, [{ email: 'ada@example.com' }]);
        await copy(Creature, [creature('dog'), creature('unicorn')]);
      },
      ['row 2', 'unicorn'],
    ],
    [
      'manager.insert(), a row twice',
      async ({ manager }: SeederContext) => {
        await manager.insert(Keeper, { email: 'ada@example.com' });
        await manager.insert(Keeper, { email: 'ada@example.com' });
      },
      ['(email)=(ada@example.com)', 'constraint UQ_'],
    ],
    [
      'a transaction of its own that it never commits',
      async ({ manager }: SeederContext) => {
        await manager.queryRunner!.startTransaction();
        await manager.insert(Keeper, { email: 'ada@example.com' });
      },
      ['it began a transaction (startTransaction() or BEGIN) and left it open', 'commit it at the end'],
    ],
    [
      'copy() that it does not await',
      async ({ copy }: SeederContext) => void copy(Keeper, keepers(-1, null)),
      ['it returned while copy() was still at work', 'await every call'],
    ],
    [
      'upsert() of rows that come slowly, not awaited',
      async ({ upsert }: SeederContext) => void upsert(Keeper, slowly(keepers(-1, null)), 'email'),
      ['it returned while upsert() was still at work'],
    ],
    [
      'upsert() in forEach()',
      async ({ upsert }: SeederContext) =>
        keepers(-1, null)
          .slice(0, 20)
          .forEach(async (keeper) => void (await upsert(Keeper, [keeper], 'email'))),
      ['it returned while upsert() was still at work'],
    ],
    [
      'save() in forEach()',
      async ({ manager }: SeederContext) =>
        keepers(-1, null)
          .slice(0, 20)
          // With an id it looks first, so that what it writes comes late.
          .forEach(async (keeper) => void (await manager.save(Keeper, { ...keeper, id: randomUUID() }))),
      ['it returned while its manager was still at work', 'use for ... of, or Promise.all()'],
    ],
    [
      'one of two at once, while the other waits for its rows',
      ({ copy }: SeederContext) =>
        Promise.all([
          copy(Keeper, slowly(keepers(-1, null))),
          setTimeout(20).then(() => Promise.reject(new Error('no file'))),
        ]),
      ['no file'],
    ],
  ])('%s: names itself, the row and the constraint', async (_, run, words) => {
    const { exitCode, stderr } = await call(database.url, ['db:seed'], {
      providers: [SpeciesSeeder, failing(run), KeepersSeeder],
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Seeder "failing" failed: /);
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).toContain('Nothing of it was kept.');
    const { 'public.species': species, ...others } = await rowHashes(database);
    expect(species).toMatch(/^2 rows/);
    for (const hash of Object.values(others)) expect(hash).toMatch(/^0 rows/);
    expect(await doneSeeders(database)).toEqual(['species']);
    expect(await advisoryLocks(database)).toEqual([]);
    const failures = await database.query(
      `SELECT name, details->>'error' AS error FROM database_lifecycle_journal WHERE details->>'result' = 'failed'`,
    );
    expect(failures).toEqual([{ name: 'failing', error: 'SeederError' }]);
  });

  it('waits for something else before it writes, in forEach(): told, and none of it is written', async () => {
    const late = failing(async ({ manager }) =>
      [1, 2, 3].forEach(async (number) => {
        await setTimeout(number * 30);
        await manager.insert(Keeper, { email: `keeper${number}@example.com` });
      }),
    );
    @Seeder({ key: 'next', entities: [Fee], dependsOn: ['failing'] })
    class NextSeeder implements SeederRunner {
      run = ({ manager }: SeederContext) => manager.query('SELECT pg_sleep(0.3)') as Promise<void>;
    }
    const { stderr, exitCode } = await call(database.url, ['db:seed'], {
      providers: [SpeciesSeeder, late, NextSeeder],
    });
    expect(stderr).toContain('Seeder failing goes on after its run() has returned: what it still writes is not sent.');
    expect(stderr).toContain('npm run db:seed -- --only failing --fresh');
    expect(exitCode).toBe(0);
    expect((await rowHashes(database))['public.keepers']).toMatch(/^0 rows/);
  });

  it('as the app is closed in the middle of it: says so, and finds no fault with the seeder', async () => {
    const dataSource = new DataSource(lifecycleOptions(database.url, ENTITIES));
    await dataSource.initialize();
    @Seeder({ key: 'slow', entities: [Keeper] })
    class SlowSeeder implements SeederRunner {
      async run({ manager }: SeederContext): Promise<void> {
        await manager.insert(Keeper, { email: 'ada@example.com' });
        await dataSource.destroy();
        await manager.insert(Keeper, { email: 'joe@example.com' });
      }
    }
    const seeder = { runner: new SlowSeeder(), options: { key: 'slow', entities: [Keeper] }, content: undefined };
    const seeding = runSeeders(lifecycleTarget(dataSource, { environment: 'test' }), [seeder]);
    await expect(seeding).rejects.toMatchObject({
      name: 'DataSourceClosedError',
      message: expect.stringMatching(/^The app was closed/) as unknown,
    });
    expect((await rowHashes(database))['public.keepers']).toMatch(/^0 rows/);
  });
});
