import type { Provider } from '@nestjs/common';
import { Seeder, type SeederContext, type SeederRunner } from '../../src/database-lifecycle';
import { Animal } from '../cli/entities';
import { appOn, callCli } from '../cli/support';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { ANIMALS, COUNTS, OWNERS } from './seeders';

/** As of a file with a transaction of its own. */
const FILE = `BEGIN; INSERT INTO animals (name) VALUES ('of a file'); COMMIT;`;

function ending(run: (context: SeederContext) => Promise<unknown>): Provider {
  @Seeder({ key: 'ending', entities: [Animal], dependsOn: ['owners'] })
  class EndingSeeder implements SeederRunner {
    async run(context: SeederContext): Promise<void> {
      await run(context);
    }
  }
  return EndingSeeder;
}

const OF_A_FILE = ending(({ manager }) => manager.query(FILE));

const expectTruth = (stderr: string): void => {
  expect(stderr).toContain('Seeder "ending" failed: it ended the transaction that it runs in');
  expect(stderr).toContain('may be committed for good');
  expect(stderr).toContain('Take BEGIN, COMMIT and ROLLBACK out of its SQL');
  expect(stderr).toContain('npm run db:status');
  expect(stderr).not.toMatch(/SAVEPOINT can|Nothing of it|as before|as it was/);
};

describe('a seeder that ends the transaction it runs in', () => {
  let database: TestDatabase;
  const call = (providers: Provider[], ...argv: string[]) => callCli(appOn(database.url, { providers }), argv);
  const confirmed = (...argv: string[]) => call([OWNERS, OF_A_FILE], ...argv, '--confirm', database.name);
  const counts = async () => (await database.query(COUNTS))[0];

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await call([], 'db:init');
  });
  afterEach(() => database.drop());

  it.each<[string, (context: SeederContext) => Promise<unknown>, number]>([
    ['and returns', ({ manager }) => manager.query(FILE), 1],
    ['by ROLLBACK, and begins another', ({ manager }) => manager.query(`ROLLBACK; ${FILE} BEGIN`), 1],
    ['by ROLLBACK AND CHAIN', ({ manager }) => manager.query('ROLLBACK AND CHAIN'), 0],
    ['by commitTransaction()', ({ manager }) => manager.queryRunner!.commitTransaction(), 0],
  ])('%s: says what may stay', async (_what, run, animals) => {
    const { stderr, exitCode } = await call([OWNERS, ending(run)], 'db:seed');
    expectTruth(stderr);
    expect(exitCode).toBe(1);
    expect(await counts()).toEqual({ owners: 2, animals });
  });

  it('and throws: tells both', async () => {
    const throwing = ending(async ({ manager }) => {
      await manager.query(FILE);
      throw new Error('no more names');
    });
    const { stderr } = await call([OWNERS, throwing], 'db:seed');
    expectTruth(stderr);
    expect(stderr).toContain(', then failed: no more names. ');
    expect(await counts()).toEqual({ owners: 2, animals: 1 });
  });

  it('--fresh: does not say that the rows are there as before', async () => {
    await database.query(`INSERT INTO animals (name) SELECT 'by hand' FROM generate_series(1, 5)`);
    const { stderr, exitCode } = await confirmed('db:seed', '--fresh');
    expectTruth(stderr);
    expect(exitCode).toBe(1);
    expect(await counts()).toEqual({ owners: 2, animals: 1 });
  });

  it('--force --seed: does not say that all is as it was before the reset', async () => {
    await database.query(`INSERT INTO animals (name) SELECT 'by hand' FROM generate_series(1, 5)`);
    const { stderr, exitCode } = await confirmed('db:init', '--force', '--no-undo', '--seed');
    expectTruth(stderr);
    expect(exitCode).toBe(1);
    expect(await counts()).toEqual({ owners: 2, animals: 1 });
    expect(
      await database.query(`SELECT event, name, details->>'result' AS result FROM database_lifecycle_journal
        WHERE event = 'reset' OR details->>'result' = 'failed' ORDER BY id`),
    ).toEqual([
      { event: 'reset', name: database.name, result: 'done' },
      { event: 'seed', name: 'ending', result: 'failed' },
    ]);
  });

  it('is not one that goes back to a savepoint of its own', async () => {
    const nesting = ending(async ({ manager }) => {
      await manager.transaction(() => Promise.reject(new Error('back'))).catch(() => undefined);
      await manager.insert(Animal, { name: 'Rex' });
    });
    expect(await call([OWNERS, nesting], 'db:seed')).toMatchObject({ exitCode: 0 });
    expect(await call([OWNERS, ANIMALS], 'db:seed')).toMatchObject({ exitCode: 0 });
    expect(await counts()).toEqual({ owners: 2, animals: 1 });
  });
});
