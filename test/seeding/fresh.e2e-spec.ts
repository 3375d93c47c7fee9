import { InjectDataSource } from '@nestjs/typeorm';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { Seeder, type SeederRunner } from '../../src/database-lifecycle';
import { throughTheApp } from '../../src/database-lifecycle/cli/app.door';
import { CliLogger } from '../../src/database-lifecycle/cli/cli.logger';
import type { Consent } from '../../src/database-lifecycle/interfaces/consent.interface';
import { freshAct } from '../../src/database-lifecycle/seeding/fresh.act';
import { runFresh } from '../../src/database-lifecycle/seeding/fresh.runner';
import { Animal, Owner } from '../cli/entities';
import { appOn, callCli, json, type CliCall, type TestModuleOptions } from '../cli/support';
import { Recorded } from '../operations/recorded.hooks';
import { ELSEWHERE } from '../support/elsewhere';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { ANIMALS, COUNTS, OWNERS, seeder } from './seeders';

const FACTS = `SELECT (SELECT json_agg(o ORDER BY id) FROM owners o) AS owners, (SELECT json_agg(a ORDER BY id) FROM animals a) AS animals,
  (SELECT last_value FROM owners_id_seq) AS id, (SELECT json_agg(relfilenode ORDER BY relname) FROM pg_class WHERE relname IN ('owners', 'animals')) AS files`;
const ENTRIES = `SELECT name, details->>'result' AS result, details->'emptied' AS emptied FROM database_lifecycle_journal
  WHERE event IN ('seed', 'seed-skip') ORDER BY id`;

describe('db:seed --fresh', () => {
  let database: TestDatabase;
  const seed = (argv: string[] = [], options: TestModuleOptions = {}, call?: CliCall) =>
    callCli(appOn(database.url, { providers: [OWNERS, ANIMALS], ...options }), ['db:seed', ...argv], call);
  const fresh = (...argv: string[]) => seed(['--fresh', '--confirm', database.name, ...argv]);
  const facts = async () => (await database.query(FACTS))[0];
  const refused = async (argv: string[], options: TestModuleOptions, says: string) => {
    const before = await facts();
    const answer = await seed(['--fresh', ...argv], options);
    expect(answer.stderr).toContain(says);
    expect(answer.exitCode).toBe(4);
    expect(await facts()).toEqual(before);
    return answer;
  };

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await callCli(appOn(database.url, { providers: [OWNERS, ANIMALS] }), ['db:init', '--seed']);
    await database.query(
      `INSERT INTO owners (name) VALUES ('by hand'); INSERT INTO animals (name, "ownerId") VALUES ('by hand', 1)`,
    );
  });
  afterEach(() => database.drop());

  it('empties the tables of the seeders, restarts their identities and runs them anew, in one transaction', async () => {
    const answer = await fresh();
    expect(answer.stderr).toBe('');
    expect(answer.stdout).toContain(
      'These are emptied first, of all their rows, and their identities restart: owners, animals',
    );
    expect(answer.stdout).toMatch(/owners +due: its tables are emptied +owners: 3 records/);
    expect(answer.stdout).toContain('🌱 Seeded owners: 2 records\n🌱 Seeded animals: 2 records\n');
    expect(
      await database.query(
        'SELECT id, name, xmin = (SELECT min(xmin::text)::xid FROM animals) AS together FROM owners ORDER BY id',
      ),
    ).toEqual([
      { id: 1, name: 'owners 0', together: true },
      { id: 2, name: 'owners 1', together: true },
    ]);
    expect((await database.query(ENTRIES)).slice(2)).toEqual([
      { name: 'owners', result: 'done', emptied: ['public.owners'] },
      { name: 'animals', result: 'done', emptied: ['public.animals'] },
    ]);
    expect((await callCli(appOn(database.url), ['db:journal'])).stdout).toMatch(
      / seed owners: \d+ ms, 2 rows, after emptying public\.owners, in development/,
    );
    expect((await seed(['--dry-run'])).exitCode).toBe(0);
  });

  it('empties only the tables of those that --only names, and makes as many rows as --rows asks for', async () => {
    const { animals } = (await facts()) as { animals: unknown[] };
    await fresh('--only', 'animals', '--rows', 'animals=5');
    expect(animals).toHaveLength(3);
    expect(await database.query(COUNTS)).toEqual([{ owners: 3, animals: 5 }]);
  });

  it('refuses tables that others refer to, names them and the seeders that would have to run anew, too', async () => {
    const before = await facts();
    const answer = await fresh('--only', 'owners');
    expect(answer.stderr).toMatch(/ - public.animals to public.owners, by FK_\w+\n/);
    expect(answer.stderr).toContain('npm run db:seed -- --fresh --only owners,animals');
    expect(answer).toMatchObject({ exitCode: 4, stdout: '' });
    expect(await facts()).toEqual(before);
  });

  it('refuses tables that a table of no seeder refers to, and never takes that along', async () => {
    await database.query('CREATE TABLE notes (owner int REFERENCES owners); INSERT INTO notes VALUES (1)');
    const before = await facts();
    const answer = await fresh();
    expect(answer.stderr).toMatch(/ - public.notes to public.owners, by notes_owner_fkey\n/);
    expect(answer.stderr).toContain('Drop those foreign keys yourself');
    expect(answer.exitCode).toBe(4);
    expect(await facts()).toEqual(before);
    expect(await database.query('SELECT * FROM notes')).toEqual([{ owner: 1 }]);
  });

  it('nor such a table that comes after it has looked', async () => {
    const comes = new Recorded().hooks({
      beforeSeed: () =>
        database.query('CREATE TABLE notes (owner int REFERENCES owners); INSERT INTO notes VALUES (1)'),
    });
    const before = await facts();
    const { exitCode, stderr } = await seed(['--fresh', '--confirm', database.name], {
      providers: [OWNERS, ANIMALS, comes],
    });
    expect(stderr).toContain('notes');
    expect(exitCode).toBe(4);
    expect(await facts()).toEqual(before);
    expect(await database.query('SELECT * FROM notes')).toEqual([{ owner: 1 }]);
  });

  it('refuses to restart a sequence from which another table draws, too', async () => {
    await database.query(
      `CREATE TABLE guests (id int PRIMARY KEY DEFAULT nextval('owners_id_seq')); INSERT INTO guests DEFAULT VALUES`,
    );
    const before = await facts();
    const answer = await fresh();
    expect(answer.stderr).toContain('  - public.guests.id from public.owners_id_seq\n');
    expect(answer.stderr).toContain('Give those columns a sequence of their own');
    expect(answer.exitCode).toBe(4);
    expect(await facts()).toEqual(before);
    await database.query('INSERT INTO guests DEFAULT VALUES');
    await database.query('ALTER TABLE guests ALTER id DROP DEFAULT');
    expect((await fresh()).exitCode).toBe(0);
  });

  it('names the seeder of a table that draws from a sequence which would restart', async () => {
    await database.query(`ALTER TABLE owners ALTER id SET DEFAULT nextval('animals_id_seq')`);
    const answer = await fresh('--only', 'animals');
    expect(answer.stderr).toContain('  - public.owners.id from public.animals_id_seq\n');
    expect(answer.stderr).toContain('npm run db:seed -- --fresh --only animals,owners');
    expect((await fresh('--only', 'animals,owners')).exitCode).toBe(0);
  });

  it('leaves the rows of a table that inherits from one of them', async () => {
    await database.query(`CREATE TABLE old_animals () INHERITS (animals);
      INSERT INTO old_animals (id, name) VALUES (100, 'Old')`);
    await fresh('--only', 'animals');
    expect(await database.query('SELECT id, name FROM old_animals')).toEqual([{ id: 100, name: 'Old' }]);
    expect(await database.query('SELECT count(*)::int AS n FROM ONLY animals')).toEqual([{ n: 2 }]);
  });

  it('empties a partitioned table with its partitions', async () => {
    await database.query(`ALTER TABLE animals RENAME TO animals_1; CREATE TABLE animals (LIKE animals_1 INCLUDING ALL) PARTITION BY RANGE (id);
      ALTER TABLE animals ATTACH PARTITION animals_1 DEFAULT; ALTER SEQUENCE animals_id_seq OWNED BY animals.id`);
    const answer = await fresh('--only', 'animals');
    expect({ exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await database.query('SELECT id, name FROM animals_1 ORDER BY id')).toEqual([
      { id: 1, name: 'animals 0' },
      { id: 2, name: 'animals 1' },
    ]);
  });

  describe('of a table that two seeders fill', () => {
    const GUESTS = seeder(Owner, { key: 'guests', dependsOn: ['owners'] });
    const options = { providers: [OWNERS, GUESTS, ANIMALS] };
    const ask = (only: string) => seed(['--fresh', '--only', only, '--confirm', database.name], options);

    it('refuses to empty it for one of them, and names the other', async () => {
      const before = await facts();
      const { stderr, exitCode } = await ask('owners,animals');
      expect(stderr).toContain('  - public.owners by seeder "guests"\n');
      expect(stderr).toContain('npm run db:seed -- --fresh --only owners,animals,guests');
      expect(exitCode).toBe(4);
      expect(await facts()).toEqual(before);
    });

    it('runs both of them, as the plan says', async () => {
      const { stdout, exitCode } = await ask('owners,animals,guests');
      expect(stdout).toMatch(/guests +due: its tables are emptied/);
      expect(stdout).toContain('🌱 Seeded guests: 4 records');
      expect(exitCode).toBe(0);
      expect(await database.query('SELECT name FROM owners ORDER BY id')).toEqual(
        ['owners 0', 'owners 1', 'guests 0', 'guests 1'].map((name) => ({ name })),
      );
    });
  });

  it('ends a query on a connection of its own that waits for the transaction of the seeder, which waits for it', async () => {
    @Seeder({ key: 'owners', entities: [Owner] })
    class InjectedSeeder implements SeederRunner {
      constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

      async run(): Promise<void> {
        await this.dataSource.getRepository(Owner).insert({ name: 'beside' });
      }
    }
    const before = await facts();
    const answer = await seed(['--fresh', '--confirm', database.name], { providers: [InjectedSeeder, ANIMALS] });
    expect(answer.stderr).toContain(
      'Seeder "owners" failed: a query on another connection, as of an injected repository or DataSource, waited 0.5 s',
    );
    expect(answer.stderr).toContain('All rows are there as before');
    expect(answer.exitCode).toBe(1);
    expect(await facts()).toEqual(before);
  }, 20_000);

  it('has all rows as before when one of the seeders fails, and says what failed', async () => {
    @Seeder({ key: 'animals', entities: [Animal], dependsOn: ['owners'] })
    class BrokenSeeder implements SeederRunner {
      run = () => Promise.reject(new Error('no more names'));
    }
    const before = await facts();
    const answer = await seed(['--fresh', '--confirm', database.name], { providers: [OWNERS, BrokenSeeder] });
    expect(answer.stderr).toContain('Seeder "animals" failed: no more names');
    expect(answer.stderr).toContain('All rows are there as before');
    expect(answer.exitCode).toBe(1);
    expect(await facts()).toEqual(before);
    expect((await database.query(ENTRIES)).slice(2)).toEqual([{ name: 'animals', result: 'failed', emptied: null }]);
  });

  it('tells who keeps a table in use, and changes nothing', async () => {
    const other = new Client({ connectionString: database.url, application_name: 'reader' });
    await other.connect();
    await other.query('BEGIN; SELECT FROM owners');
    const before = await facts();
    const answer = await fresh();
    await other.end();
    expect(answer.stderr).toMatch(/to be emptied stayed in use for 500 ms by pid \d+ \(reader,/);
    expect(answer.exitCode).toBe(1);
    expect(await facts()).toEqual(before);
  });

  it('refuses a role that may not, before anybody is asked', async () => {
    const role = `r_${database.name}`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'r'; GRANT USAGE ON SCHEMA public TO ${role};
      GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO ${role}; GRANT TRUNCATE ON owners TO ${role}`);
    const url = new URL(database.url);
    url.username = role;
    url.password = 'r';
    const answer = await callCli(appOn(url.href, { providers: [OWNERS, ANIMALS] }), ['db:seed', '--fresh']);
    expect(answer.stderr).toContain(
      'it lacks TRUNCATE on public.animals, ownership of sequence public.animals_id_seq, ownership of sequence public.owners_id_seq',
    );
    expect(answer.exitCode).toBe(4);
    await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  describe('consent', () => {
    it('is refused by the variables, also for reference data', async () => {
      const production: TestModuleOptions = { lifecycle: { environment: 'production' } };
      await refused(['--confirm', database.name], production, 'The variables say environment "production"');
      const roles = seeder(Owner, { key: 'roles', reference: true });
      await refused(
        ['--only', 'roles', '--confirm', database.name],
        { ...production, providers: [roles] },
        'The variables say environment "production"',
      );
    });

    it('is refused by the stamp', async () => {
      await callCli(appOn(database.url), ['db:environment', 'production', '--confirm', database.name]);
      await refused(['--confirm', database.name], {}, 'is stamped production');
    });

    it('wants the name of another server', async () => {
      const answer = await refused(
        ['--only', 'owners,animals', '--rows', 'owners=3'],
        { dataSource: ELSEWHERE },
        'The server is another machine',
      );
      expect(answer.stderr).toContain(`npm run db:seed -- --fresh --only owners,animals --rows 'owners=3' --remote `);
    });

    it('wants the name of the database, after the plan was printed', async () => {
      const silent = await refused(['--only', 'animals'], {}, 'There is no terminal to ask whether the rows');
      expect(silent.stderr).toContain(`npm run db:seed -- --fresh --only animals --confirm ${database.name}`);
      expect(silent.stdout).toContain('These are emptied first, of all their rows');
      await refused(['--confirm', 'another'], {}, '"another" was given as its name');
    });

    it('is given at the terminal', async () => {
      const answer = await seed(['--fresh'], {}, { typed: `${database.name}\n` });
      expect(answer.exitCode).toBe(0);
      expect(await database.query(COUNTS)).toEqual([{ owners: 2, animals: 2 }]);
    });

    it('is not needed for looking', async () => {
      const before = await facts();
      const answer = await seed(['--fresh', '--dry-run', '--json'], { dataSource: ELSEWHERE });
      expect(json(answer)).toMatchObject({ plan: { toEmpty: ['public.owners', 'public.animals'] } });
      expect(answer.exitCode).toBe(3);
      expect(await facts()).toEqual(before);
    });

    it('is asked for again under the lock', async () => {
      const before = await facts();
      const app = appOn(database.url, { providers: [OWNERS, ANIMALS] });
      const logger = new CliLogger(() => undefined, undefined);
      await throughTheApp(
        () => app,
        logger,
        async ({ target, seeders }) => {
          const run = (consent: Consent) =>
            runFresh(target, { chosen: seeders, all: seeders, act: freshAct(), consent });
          await expect(run({ database: 'another' })).rejects.toThrow('"another" was given as its name');
          await callCli(app, ['db:environment', 'production', '--confirm', database.name]);
          await expect(run({ database: database.name })).rejects.toThrow('is stamped production');
        },
      );
      expect(await facts()).toEqual(before);
    });

    it('goes with --fresh only', async () => {
      const answer = await seed(['--confirm', database.name]);
      expect(answer.stderr).toContain('--confirm goes with --fresh only');
      expect(answer.exitCode).toBe(2);
    });

    it('is never taken from what npm took for itself', async () => {
      const answer = await seed([], {}, { env: { npm_config_fresh: 'true' } });
      expect(answer.stderr).toContain('npm took --fresh for itself');
      expect(answer.exitCode).toBe(2);
    });
  });
});
