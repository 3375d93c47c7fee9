import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { AnimalsSeeder } from './entities';
import { appOn, callCli, json, type TestModuleOptions } from './support';

describe('db:seed', () => {
  let database: TestDatabase;
  const seed = (argv: string[] = [], options: TestModuleOptions = {}) =>
    callCli(appOn(database.url, options), ['db:seed', ...argv]);

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('tells missing tables with the remedy, and exits with 3', async () => {
    const answer = await seed();
    expect(answer.exitCode).toBe(3);
    expect(answer.stderr).toContain('public.owners, public.animals');
    expect(answer.stderr).toContain('npm run db:init -- --seed');
  });

  it('has a line for each seeder, and changes nothing the second time', async () => {
    await callCli(appOn(database.url), ['db:init']);
    const first = await seed();
    expect(first.stdout).toMatch(/\n🌱 Seeded owners: 4 records\n🌱 Seeded animals: 1 record\n$/);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    const second = await seed(['--json']);
    expect(json(second)).toMatchObject({
      seeded: [
        { key: 'owners', outcome: 'done-before', rows: 0, why: 'it has run before' },
        { key: 'animals', outcome: 'done-before', rows: 0, why: 'it has run before' },
      ],
      durationMs: expect.any(Number),
    });
    expect(second.exitCode).toBe(0);
  });

  it('is refused in production', async () => {
    const answer = await seed([], { lifecycle: { environment: 'production' } });
    expect(answer.exitCode).toBe(4);
    expect(answer.stderr).toContain('Sample data is refused');
  });

  it('names a seeder that fails, and exits with 1', async () => {
    await callCli(appOn(database.url), ['db:init']);
    await database.query(`ALTER TABLE animals ADD CHECK (name <> 'Rex')`);
    const answer = await seed();
    expect(answer.stderr).toContain('Seeder "animals" failed');
    expect(answer.exitCode).toBe(1);
  });

  it('says so when there is none', async () => {
    await callCli(appOn(database.url), ['db:init']);
    expect((await seed([], { providers: [] })).stdout).toBe('No seeder of this app may run here.\n');
  });

  it('tells a wrong list of seeders as wrong configuration', async () => {
    const answer = await seed([], { providers: [AnimalsSeeder] });
    expect(answer.exitCode).toBe(2);
    expect(answer.stderr).toContain('depends on "owners", which is no seeder');
  });
});
