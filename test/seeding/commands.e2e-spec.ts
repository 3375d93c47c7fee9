import { Owner, OwnersSeeder } from '../cli/entities';
import { appOn, callCli, json, type TestModuleOptions } from '../cli/support';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { ANIMALS, COUNTS, OWNERS, seeder } from './seeders';

const PRODUCTION: TestModuleOptions = { lifecycle: { environment: 'production' } };
const emptyTable = (name: string) => [{ table: `public.${name}`, rows: 0, estimated: false }];
const RUNS = `SELECT name FROM database_lifecycle_journal WHERE event = 'seed' ORDER BY id`;

describe('db:seed, what a person asks for', () => {
  let database: TestDatabase;
  const call = (argv: string[], options: TestModuleOptions = {}) =>
    callCli(appOn(database.url, { providers: [OWNERS, ANIMALS], ...options }), argv);
  const seed = (argv: string[] = [], options?: TestModuleOptions) => call(['db:seed', ...argv], options);
  const counts = async () => (await database.query(COUNTS))[0];

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await call(['db:init']);
  });
  afterEach(() => database.drop());

  it('prints the plan first: which seeder is due and why, and what its tables hold', async () => {
    await seed(['--only', 'owners']);
    await database.query(`INSERT INTO animals (name) VALUES ('Rex')`);
    const { stdout, exitCode } = await seed();
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      `Seeders in database ${database.name}, environment development:`,
      '  owners   not due: it has run before                  owners: 2 records',
      '  animals  not run: public.animals already holds rows  animals: 1 record',
      '',
    ]);
    expect(exitCode).toBe(0);
  });

  it('prints the plan alone with --dry-run, changes nothing, and exits with 3 when one is due', async () => {
    const before = await database.query('SELECT id, event, name FROM database_lifecycle_journal');
    const answer = await seed(['--dry-run', '--only', 'owners', '--rows', 'owners=7']);
    expect(answer.stdout).toMatch(/owners +due: it has not run yet +owners: 0 records +7 rows asked for/);
    expect(answer.stdout).not.toContain('animals');
    expect(answer.exitCode).toBe(3);
    expect(await counts()).toEqual({ owners: 0, animals: 0 });
    expect(await database.query('SELECT id, event, name FROM database_lifecycle_journal')).toEqual(before);
    await seed();
    expect((await seed(['--dry-run'])).exitCode).toBe(0);
  });

  it('gives the plan as data with --json', async () => {
    const { plan } = json(await seed(['--json', '--dry-run', '--rows', 'animals=3'])) as { plan: unknown };
    const due = { mode: 'once', reference: false, state: 'due', why: 'it has not run yet' };
    expect(plan).toEqual({
      environment: 'development',
      database: database.name,
      seeders: [
        { key: 'owners', ...due, rowsAsked: null, tables: emptyTable('owners') },
        { key: 'animals', ...due, rowsAsked: 3, tables: emptyTable('animals') },
      ],
      leftOut: [],
      toEmpty: [],
    });
  });

  it('runs only those of --only, each with as many rows as --rows asks for', async () => {
    const first = await seed(['--only', 'owners', '--rows', 'owners=5']);
    expect(first.stdout).toMatch(/🌱 Seeded owners: 5 records\n$/);
    expect(await counts()).toEqual({ owners: 5, animals: 0 });
    await seed(['--only', 'animals']);
    expect(await counts()).toEqual({ owners: 5, animals: 2 });
  });

  it('says so when --rows is for one that does not run', async () => {
    await seed();
    const { stdout, exitCode } = await seed(['--rows', 'owners=5']);
    expect(stdout).toContain('--rows changes nothing for owners, which does not run');
    expect(exitCode).toBe(0);
    expect(await counts()).toEqual({ owners: 2, animals: 2 });
  });

  it('says so when --rows is for one that makes as many as it does by itself', async () => {
    const { stdout } = await seed(['--rows', 'owners=5'], { providers: [OwnersSeeder] });
    expect(stdout).toMatch(/🌱 Seeded owners: 4 records\n⚠️ --rows changed nothing for owners: its run\(\) .*\n$/);
  });

  it('refuses one that depends on another that has not run and was not chosen, and exits with 3', async () => {
    const answer = await seed(['--only', 'animals']);
    expect(answer.stderr).toContain('"animals" depends on "owners", which has not run yet and was not chosen');
    expect(answer.stderr).toContain('npm run db:seed -- --only owners,animals');
    expect(answer.exitCode).toBe(3);
    expect(await counts()).toEqual({ owners: 0, animals: 0 });
  });

  it('takes rows that are there for what a dependency would have brought', async () => {
    await database.query(`INSERT INTO owners (name) VALUES ('Ada')`);
    expect((await seed(['--only', 'animals'])).exitCode).toBe(0);
    expect(await counts()).toEqual({ owners: 1, animals: 2 });
  });

  it.each([
    [['--only', 'owner'], '--only names "owner", which is no seeder of this app (known: owners, animals)'],
    [['--only', ','], '--only names no seeder'],
    [['--rows', 'owner=1'], '--rows names "owner", which is no seeder of this app'],
    [['--rows', '100'], '--rows 100 is no list of seeders with their numbers of rows'],
    [['--rows', 'owners=5,animals=1,owners=6'], '--rows names "owners" twice'],
    [['--rows', 'owners=-1'], '--rows owners=-1 is no list'],
    [['--only', 'animals', '--rows', 'owners=1'], '--rows names "owners", which --only leaves out'],
  ])('takes %j for wrong usage', async (argv, message) => {
    const answer = await seed(argv);
    expect(answer.stderr).toContain(message);
    expect(answer.exitCode).toBe(2);
    expect(await counts()).toEqual({ owners: 0, animals: 0 });
  });

  it('refuses one that may run elsewhere only, and exits with 4', async () => {
    const answer = await seed(['--only', 'owners'], { providers: [seeder(Owner, { environments: ['test'] })] });
    expect(answer.stderr).toContain('Seeder "owners" may run in environment test only, and this is development');
    expect(answer.exitCode).toBe(4);
  });

  it('runs one that always runs at each call, and db:journal tells its mode', async () => {
    const providers = [seeder(Owner, { mode: 'always' })];
    for (const rows of [2, 4]) {
      expect((await seed([], { providers })).stdout).toContain(`🌱 Seeded owners: ${rows} records`);
    }
    expect((await call(['db:journal'])).stdout).toMatch(/ seed owners: \d+ ms, 4 rows, mode always, in development/);
  });

  describe('in production', () => {
    const roles = seeder(Owner, { key: 'roles', reference: true });
    const providers = [roles, ANIMALS, seeder(Owner, { environments: ['development'] })];
    const production = { ...PRODUCTION, providers };

    beforeEach(() => call(['db:environment', 'production', '--confirm', database.name]));

    it('runs reference data alone, records it, and says what it leaves out', async () => {
      const answer = await seed([], production);
      expect(answer.stdout).toContain('only reference data is seeded; left out: owners, animals');
      expect(answer.stdout).toContain('🌱 Seeded roles: 2 records');
      expect(answer.exitCode).toBe(0);
      expect(await counts()).toEqual({ owners: 2, animals: 0 });
      expect(await database.query(RUNS)).toEqual([{ name: 'roles' }]);
      expect((await seed(['--only', 'roles'], production)).stdout).toContain('not due: it has run before');
    });

    it('refuses sample data by name, by the variable', async () => {
      const answer = await seed(['--only', 'roles,animals'], production);
      expect(answer.stderr).toContain(
        'Seeder "animals" brings sample data, which is refused in environment "production"',
      );
      expect(answer.exitCode).toBe(4);
      expect(await counts()).toEqual({ owners: 0, animals: 0 });
    });

    it.each([['roles'], ['animals']])(
      'refuses all by the stamp when the variables say development: %s',
      async (key) => {
        const answer = await seed(['--only', key], { providers });
        expect(answer.stderr).toContain('is stamped production');
        expect(answer.exitCode).toBe(4);
        expect(await counts()).toEqual({ owners: 0, animals: 0 });
      },
    );

    it('refuses when there is no reference data', async () => {
      const answer = await seed([], PRODUCTION);
      expect(answer.stderr).toContain('Sample data is refused in environment "production"');
      expect(answer.exitCode).toBe(4);
    });

    it('keeps reference data to the environments that it names', async () => {
      const staging = seeder(Owner, { key: 'roles', reference: true, environments: ['staging'] });
      const answer = await seed(['--only', 'roles'], { ...PRODUCTION, providers: [staging] });
      expect(answer.stderr).toContain('may run in environment staging only, and this is production');
      expect(answer.exitCode).toBe(4);
    });

    it('tells missing tables with the remedy of production', async () => {
      await database.query('DROP TABLE owners CASCADE');
      const answer = await seed([], production);
      expect(answer.stderr).toContain('public.owners');
      expect(answer.stderr).toContain('npm run migration:run');
      expect(answer.exitCode).toBe(3);
    });
  });
});
