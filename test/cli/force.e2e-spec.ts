import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { Animal, Owner } from './entities';
import { appOn, callCli, json, linesBefore, type CliCall, type TestModuleOptions } from './support';

const ROWS = `SELECT (SELECT json_agg(o ORDER BY id) FROM owners o) AS owners, (SELECT json_agg(a ORDER BY id) FROM animals a) AS animals`;

describe('db:init --force', () => {
  let database: TestDatabase;
  const force = (argv: string[] = [], call?: CliCall, options?: TestModuleOptions) =>
    callCli(appOn(database.url, options), ['db:init', '--force', ...argv], call);
  const confirmed = (argv: string[] = []) => force(['--confirm', database.name, ...argv]);
  const state = async () => JSON.stringify([await readCatalog(database.url), await database.query(ROWS)]);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await callCli(appOn(database.url), ['db:init', '--seed']);
    await database.query(`INSERT INTO owners (name) VALUES ('by hand')`);
  });
  afterEach(() => database.drop());

  it.each([
    ['sets aside', [], /Set 4 aside in trash_\d{8}_\d{6} and created 4 in \d+ ms, in one transaction/],
    ['drops', ['--no-undo'], /Dropped 4 and created 4 in \d+ ms, in one transaction/],
  ])('%s and recreates what the app manages, nothing else, and keeps its journal', async (_, flags, said) => {
    await database.query(`CREATE TABLE strangers AS SELECT g AS id FROM generate_series(1, 10) g;
      INSERT INTO typeorm_metadata (type, schema, name, value) VALUES ('VIEW', 'public', 'strange_view', 'SELECT 1')`);
    const facts = `SELECT oid::int, relfilenode::int FROM pg_class WHERE relname IN ('strangers', 'typeorm_metadata', 'database_lifecycle_journal') ORDER BY 1`;
    const before = await database.query(facts);
    const catalog = await readCatalog(database.url);
    const { exitCode, stdout, stderr } = await confirmed(['--seed', ...flags]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^ {2}owners +5 records +\d+ kB *$/m);
    expect(stdout).toMatch(said);
    expect(await database.query(facts)).toEqual(before);
    expect((await readCatalog(database.url)).filter((line) => !line.includes('trash_'))).toEqual(catalog);
    expect(await database.query('SELECT count(*)::int AS n FROM strangers')).toEqual([{ n: 10 }]);
    expect(await database.query('SELECT count(*)::int AS n FROM owners')).toEqual([{ n: 4 }]);
    const journal = await database.query(
      `SELECT event, count(*)::int AS n FROM database_lifecycle_journal GROUP BY 1 ORDER BY 1`,
    );
    expect(journal).toEqual([
      { event: 'create', n: 9 },
      { event: 'environment', n: 1 },
      { event: 'reset', n: 1 },
      { event: 'seed', n: 4 },
    ]);
  });

  it.each([[[]], [['--no-undo']]])(
    'leaves a table that one of the app refers to by hand as it was: %j',
    async (flags) => {
      await database.query(`CREATE TABLE clinics (id int PRIMARY KEY);
      ALTER TABLE animals ADD COLUMN clinic int REFERENCES clinics`);
      const { exitCode, stderr } = await confirmed(flags);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const { exitCode: purged } = await callCli(appOn(database.url), ['db:purge', '--confirm', database.name]);
      expect(purged).toBe(0);
      expect(await database.query(`SELECT to_regclass('clinics')::text AS clinics`)).toEqual([{ clinics: 'clinics' }]);
    },
  );

  it('without --seed leaves the tables empty, and the next db:seed fills them', async () => {
    const answer = await confirmed(['--json']);
    expect(json(answer)).toMatchObject({
      trash: expect.stringMatching(/^trash_\d{8}_\d{6}$/) as string,
      setAside: ['public.owners', 'public.animals', 'public.animal_names', 'public.animal_count'],
      dropped: [],
      seeded: [],
    });
    expect(await database.query('SELECT * FROM owners')).toEqual([]);
    const { stdout } = await callCli(appOn(database.url), ['db:seed']);
    expect(stdout).toMatch(/\n🌱 Seeded owners: 4 records\n🌱 Seeded animals: 1 record\n$/);
  });

  it.each([
    [['--no-undo'], '--no-undo goes with --force only'],
    [['--include-dependents'], '--include-dependents goes with --force only'],
    [['--force', '--no-undo', '--include-dependents'], 'do not go together'],
  ])('%j is wrong usage, and changes nothing', async (argv, message) => {
    const before = await state();
    const answer = await callCli(appOn(database.url), ['db:init', ...argv]);
    expect(answer.exitCode).toBe(2);
    expect(answer.stderr).toContain(message);
    expect(await state()).toBe(before);
  });

  it('--include-dependents tells what becomes of each, before and with --dry-run, and takes them along', async () => {
    await database.query(`CREATE VIEW vips AS SELECT * FROM owners; CREATE TABLE toys (owner int REFERENCES owners);
      CREATE TABLE tickets (id int DEFAULT nextval('owners_id_seq'))`);
    const dry = await force(['--include-dependents', '--dry-run']);
    expect(dry.stdout).toContain("-- ⚠️ not this app's: view vips goes along into the trash\n");
    const { stdout, exitCode } = await confirmed(['--include-dependents']);
    expect(stdout).toContain("⚠️ not this app's: view vips goes along into the trash\n");
    expect(stdout).toContain('constraint toys_owner_fkey on table toys is taken off until those come back');
    expect(stdout).toContain('default value for column id of table tickets stays, and goes on using what is set aside');
    expect(exitCode).toBe(0);
    expect(await database.query(`SELECT to_regclass('vips') AS vips`)).toEqual([{ vips: null }]);
  });

  it('prints names that hold a line break within their comments, so that the script runs nothing of them', async () => {
    await database.query('CREATE VIEW "v\nDROP TABLE owners; -- " AS SELECT * FROM owners');
    const { stdout } = await force(['--include-dependents', '--dry-run']);
    expect(stdout).toContain('not this app\'s: view "v DROP TABLE owners; -- "');
    expect(linesBefore('CREATE SCHEMA', stdout).filter((line) => !line.startsWith('-- '))).toEqual([]);
  });

  it('asks for the name at a terminal', async () => {
    const { exitCode, stderr } = await force([], { typed: `${database.name}\n` });
    expect(stderr).toContain(`type the database's name (${database.name})`);
    expect(exitCode).toBe(0);
    expect(await database.query('SELECT * FROM owners')).toEqual([]);
  });

  it.each([
    ['a wrong name', 'other\n'],
    ['an empty line', '\n'],
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('changes nothing on %s at the terminal', async (_, typed) => {
    const before = await state();
    const answer = await force(['--seed'], { typed });
    expect(answer.exitCode).toBe(4);
    expect(answer.stderr).toContain(`The database is called "${database.name}"`);
    expect(await state()).toBe(before);
  });

  it('changes nothing without a terminal or with a wrong --confirm', async () => {
    const before = await state();
    const silent = await force();
    expect(silent.exitCode).toBe(4);
    expect(silent.stderr).toContain(`npm run db:init -- --force --confirm ${database.name}`);
    const wrong = await force(['--confirm', 'production']);
    expect(wrong.exitCode).toBe(4);
    expect(wrong.stderr).toContain('"production" was given');
    expect(await state()).toBe(before);
  });

  it.each([
    ['a view', 'CREATE VIEW vips AS SELECT * FROM owners', 'view vips'],
    ['a view on a view', 'CREATE VIEW named AS SELECT * FROM animal_names', 'view named'],
    ['a materialized view', 'CREATE MATERIALIZED VIEW vips AS SELECT * FROM owners', 'materialized view vips'],
    ['a foreign key', 'CREATE TABLE toys (owner int REFERENCES owners)', 'constraint toys_owner_fkey on table toys'],
    [
      'a function with a SQL body',
      'CREATE FUNCTION all_owners() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM owners; END',
      'function all_owners()',
    ],
    ['a column of the row type', 'CREATE TABLE copies (original owners)', 'table copies'],
    [
      'a default that reads its sequence',
      `CREATE TABLE tickets (id int DEFAULT nextval('owners_id_seq'))`,
      'default value',
    ],
    [
      'a parent table',
      'CREATE TABLE everyone (name varchar NOT NULL); ALTER TABLE owners INHERIT everyone',
      'table everyone',
    ],
    ['a child table', 'CREATE TABLE keepers (since date) INHERITS (owners)', 'table keepers'],
    [
      'a trigger',
      'CREATE TRIGGER quiet BEFORE UPDATE ON owners FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
      'trigger quiet on table owners',
    ],
    ['a rule', 'CREATE RULE keep AS ON DELETE TO owners DO INSTEAD NOTHING', 'rule keep on table owners'],
    ['a policy', 'CREATE POLICY own ON owners USING (true)', 'policy own on table owners'],
    ['a publication', 'CREATE PUBLICATION p FOR TABLE owners', 'publication of table owners in publication p'],
  ])('refuses and names %s that is not of the app', async (_, sql, named) => {
    await database.query(sql);
    const before = await state();
    for (const argv of [[], ['--dry-run'], ['--no-undo'], ['--no-undo', '--dry-run']]) {
      const answer = await confirmed(argv);
      expect(answer.stderr).toContain(`  - ${named}`);
      expect(answer.exitCode).toBe(4);
    }
    expect(await state()).toBe(before);
  });

  it('refuses what is no table at the name of one', async () => {
    await database.query('DROP VIEW animal_names CASCADE; DROP TABLE animals; CREATE VIEW animals AS SELECT 1 AS id');
    const before = await state();
    const answer = await confirmed();
    expect(answer.stderr).toContain('public.animals');
    expect(answer.exitCode).toBe(1);
    expect(await state()).toBe(before);
  });

  it('refuses a partitioned table, whose partitions it could not recreate', async () => {
    await database.query(`DROP TABLE animals CASCADE; DROP TABLE owners;
      CREATE TABLE owners (id int, name text NOT NULL, role owners_role_enum) PARTITION BY RANGE (id);
      CREATE TABLE owners_low PARTITION OF owners FOR VALUES FROM (0) TO (100); INSERT INTO owners VALUES (1, 'a')`);
    const answer = await confirmed();
    expect(answer.stderr).toContain('table owners_low');
    expect(answer.exitCode).toBe(4);
    expect(await database.query('SELECT id FROM owners')).toEqual([{ id: 1 }]);
  });

  it('leaves an enum type that something else uses', async () => {
    await database.query('CREATE TABLE badges (role owners_role_enum)');
    expect((await confirmed()).exitCode).toBe(0);
    await database.query(`INSERT INTO badges VALUES ('admin')`);
  });

  it('refuses tables of another owner', async () => {
    const role = `${database.name}_app`;
    await database.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role}; GRANT ALL ON SCHEMA public TO ${role}`,
    );
    const before = await state();
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    try {
      const answer = await callCli(appOn(url.href), ['db:init', '--force', '--confirm', database.name]);
      expect(answer.stderr).toContain('public.owners (owner postgres)');
      expect(answer.exitCode).toBe(4);
      expect(await state()).toBe(before);
    } finally {
      await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it.each([[[]], [['--no-undo']]])('loses nothing when the creation fails after that: %j', async (flags) => {
    await database.query(`CREATE FUNCTION fail() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$;
      CREATE EVENT TRIGGER planted ON ddl_command_end WHEN TAG IN ('CREATE MATERIALIZED VIEW') EXECUTE FUNCTION fail()`);
    const before = await state();
    const answer = await confirmed(flags);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain('planted');
    expect(answer.stderr).toContain('rolled back');
    expect(await state()).toBe(before);
  });

  it.each([
    [[], 'ALTER TYPE'],
    [['--no-undo'], 'DROP TYPE'],
  ])('rolls back when %j takes something along that is not of the app', async (flags, tag) => {
    await database.query(`CREATE TABLE strangers (id int); INSERT INTO strangers VALUES (1);
      CREATE FUNCTION harm() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN DROP TABLE IF EXISTS strangers; END $$;
      CREATE EVENT TRIGGER planted ON ddl_command_start WHEN TAG IN ('${tag}') EXECUTE FUNCTION harm()`);
    const before = await state();
    const answer = await confirmed(flags);
    expect(answer.stderr).toContain('public.strangers was dropped');
    expect(answer.exitCode).toBe(1);
    expect(await state()).toBe(before);
  });

  it.each([[[]], [['--no-undo']]])('rolls back when a trigger has put that off to COMMIT: %j', async (flags) => {
    await database.query(`CREATE TABLE strangers (id int); INSERT INTO strangers VALUES (1);
      CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM strangers; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER planted AFTER INSERT ON database_lifecycle_journal DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.name = 'public.owners') EXECUTE FUNCTION harm()`);
    const before = await state();
    const answer = await confirmed(flags);
    expect(answer.stderr).toContain('rows of public.strangers were written');
    expect(answer.exitCode).toBe(1);
    expect(await state()).toBe(before);
    expect(await database.query('SELECT id FROM strangers')).toEqual([{ id: 1 }]);
  });

  it('rolls back when what was set aside is not what it was', async () => {
    await database.query(`CREATE FUNCTION harm() RETURNS event_trigger LANGUAGE plpgsql AS $$ DECLARE place text; BEGIN
        SELECT max(nspname) INTO place FROM pg_namespace WHERE nspname LIKE 'trash%';
        EXECUTE format('ALTER TABLE %I.owners ALTER COLUMN name SET DEFAULT 1', place); END $$;
      CREATE EVENT TRIGGER planted ON ddl_command_end WHEN TAG IN ('ALTER TYPE') EXECUTE FUNCTION harm()`);
    const before = await state();
    const answer = await confirmed();
    expect(answer.stderr).toContain('public.owners was altered');
    expect(answer.exitCode).toBe(1);
    expect(await state()).toBe(before);
  });

  it('gives up in time while another session uses a table, and names that session', async () => {
    const before = await state();
    await onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'a reader'; BEGIN; SELECT * FROM owners`);
      const answer = await confirmed();
      expect(answer.exitCode).toBe(1);
      expect(answer.stderr).toContain('stayed in use for 500 ms');
      expect(answer.stderr).toContain('a reader');
    });
    expect(await state()).toBe(before);
  });

  it('creates all when nothing was there', async () => {
    await database.query('DROP MATERIALIZED VIEW animal_count; DROP VIEW animal_names; DROP TABLE animals, owners');
    const { exitCode, stdout } = await confirmed();
    expect(stdout).toContain('Nothing of this app is in database');
    expect(exitCode).toBe(0);
    expect(await database.query('SELECT * FROM owners')).toEqual([]);
  });

  it('replaces left-over rows of a table that had generated columns', async () => {
    @Entity('animals')
    class PlainAnimal {
      @PrimaryGeneratedColumn() id: number;
      @Column() name: string;
    }
    const answer = await force(['--confirm', database.name], {}, { entities: [Owner, PlainAnimal], providers: [] });
    // The app's views are not in this list of entities, so they are somebody else's.
    expect(answer.exitCode).toBe(4);
    expect(answer.stderr).toContain('view animal_names');
    await database.query('DROP MATERIALIZED VIEW animal_count; DROP VIEW animal_names');
    expect(
      (await force(['--confirm', database.name], {}, { entities: [Owner, PlainAnimal], providers: [] })).exitCode,
    ).toBe(0);
    expect(await database.query(`SELECT * FROM typeorm_metadata WHERE "table" = 'animals'`)).toEqual([]);
  });

  it('refuses what does not fit into one transaction, before it drops', async () => {
    const many = Array.from({ length: 1400 }, (_, index) => {
      class Many {}
      Object.defineProperty(Many, 'name', { value: `Many${index}` });
      PrimaryGeneratedColumn()(Many.prototype, 'id');
      Entity(`many_${index}`)(Many);
      return Many;
    });
    const entities = [Owner, Animal, ...many];
    await database.query(`DROP MATERIALIZED VIEW animal_count; DROP VIEW animal_names;
      DO $$ BEGIN FOR n IN 0..1399 LOOP EXECUTE format('CREATE TABLE many_%s (id serial PRIMARY KEY)', n); END LOOP; END $$`);
    const before = await database.query(ROWS);
    const answer = await force(['--no-undo', '--confirm', database.name], {}, { entities, providers: [] });
    expect(answer.stderr).toContain('max_locks_per_transaction');
    expect(answer.exitCode).toBe(4);
    expect(await database.query(ROWS)).toEqual(before);
  });
});
