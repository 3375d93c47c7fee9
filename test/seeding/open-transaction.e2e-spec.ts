import type { Provider } from '@nestjs/common';
import type { DatabaseLifecycleService } from '../../src/database-lifecycle';
import { seedInTransaction } from '../../src/database-lifecycle/seeding/seeding.runner';
import { withSession, type SqlSession } from '../../src/database-lifecycle/sql/sql.session';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { bootOn, Species, speciesSeeder, Visit } from './seeded-app';

const RUNS = `SELECT event, name FROM database_lifecycle_journal WHERE event IN ('seed', 'seed-skip') ORDER BY id`;
const REMEDY = 'Correct the seeder, then do all of it again';
const DOG = { code: 'dog', label: '' };

const species = speciesSeeder({ mode: 'onChange', content: [DOG] });
const visits = (run: () => Promise<void> = () => Promise.resolve()) =>
  speciesSeeder({ key: 'visits', entities: [Visit], dependsOn: ['species'] }, async ({ manager }) => {
    await manager.insert(Visit, { id: await manager.count(Species) });
    await run();
  });

describe('seeders in a transaction that is open already', () => {
  let database: TestDatabase;

  /** Seeds in a transaction of the test's own, in an app that does not seed by itself. */
  const within = <Result>(
    providers: Provider[],
    work: (session: SqlSession, lifecycle: DatabaseLifecycleService) => Promise<Result>,
  ): Promise<Result> =>
    bootOn(
      database.url,
      providers,
      (lifecycle) =>
        withSession(lifecycle.target.dataSource, async (session) => {
          await session.runner.startTransaction();
          return work(session, lifecycle);
        }),
      { environment: 'development', autoSeed: false },
    );

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('commits nothing by itself, and belongs to what else is done in it', async () => {
    await within([species, visits()], async (session, { target, seeders }) => {
      await session.send(`INSERT INTO species VALUES ('cat', '')`);
      const reports = await seedInTransaction(session, target, seeders, REMEDY);
      expect(reports.map(({ key, outcome, rows }) => [key, outcome, rows])).toEqual([
        ['species', 'seeded', 2],
        ['visits', 'seeded', 1],
      ]);
      expect(await database.query('SELECT FROM species')).toEqual([]);
      expect(await database.query(RUNS)).toEqual([]);
      await session.runner.commitTransaction();
    });
    expect(await database.query('SELECT id FROM visits')).toEqual([{ id: 2 }]);
    expect(await database.query(RUNS)).toEqual([
      { event: 'seed', name: 'species' },
      { event: 'seed', name: 'visits' },
    ]);
  });

  it('is lost with it', async () => {
    await within([species, visits()], async (session, { target, seeders }) => {
      await seedInTransaction(session, target, seeders, REMEDY);
    });
    expect(await database.query('SELECT FROM species')).toEqual([]);
    expect(await database.query(RUNS)).toEqual([]);
  });

  it('keeps nothing of any of them when one fails, and tells what to do', async () => {
    const broken = visits(() => Promise.reject(new Error('broken')));
    const seeding = within([species, broken], (session, { target, seeders }) =>
      seedInTransaction(session, target, seeders, REMEDY),
    );
    await expect(seeding).rejects.toThrow(/Seeder "visits" failed: broken\. Nothing of it was kept\.\n {2}-> Correct/);
    expect(await database.query('SELECT FROM species')).toEqual([]);
    expect(await database.query(RUNS)).toEqual([]);
  });

  it('runs those that are due there and may run here', async () => {
    const elsewhere = speciesSeeder({ key: 'elsewhere', environments: ['test'] });
    await within([species, elsewhere], async (session, { target, seeders }) => {
      const seed = async () => (await seedInTransaction(session, target, seeders, REMEDY)).map(({ key }) => key);
      expect(await seed()).toEqual(['species']);
      expect(await seed()).toEqual([]);
      await session.send(
        'DELETE FROM species',
        `INSERT INTO database_lifecycle_journal (event, name, environment)
        VALUES ('create', 'public.species', 'development')`,
      );
      expect(await seed()).toEqual(['species']);
    });
  });

  it('leaves a constraint deferred that one of them has found kept', async () => {
    await bootOn(database.url, []);
    await database.query('ALTER TABLE visits ADD "after" int REFERENCES visits DEFERRABLE INITIALLY DEFERRED');
    const links = speciesSeeder({ key: 'links', entities: [Visit], dependsOn: ['species'] }, async ({ manager }) => {
      await manager.query('INSERT INTO visits (id, "after") VALUES (1, 2)');
      await manager.query('INSERT INTO visits (id, "after") VALUES (2, 1)');
    });
    await within([species, links], async (session, { target, seeders }) => {
      await seedInTransaction(session, target, seeders, REMEDY);
      await session.runner.commitTransaction();
    });
    expect(await database.query('SELECT id FROM visits ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  });
});
