import { EntitySchema } from 'typeorm';
import { throughTheApp } from '../../src/database-lifecycle/cli/app.door';
import { CliLogger } from '../../src/database-lifecycle/cli/cli.logger';
import type { Consent } from '../../src/database-lifecycle/interfaces/consent.interface';
import type { PurgeReport } from '../../src/database-lifecycle/interfaces/trash-report.interface';
import { purgeAct } from '../../src/database-lifecycle/trash/purge.act';
import { purgeFor } from '../../src/database-lifecycle/trash/purge.executor';
import { readCatalog } from '../support/catalog';
import { ALL_ENTITIES, appOn, callCli, json, type CliCall } from '../cli/support';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { tapWire } from '../support/wire';
import { trashLab } from './trash.lab';

describe('db:purge', () => {
  let database: TestDatabase;
  const { run, confirmed, reset, ages, listing, names, schemas } = trashLab(() => database);
  const state = async (): Promise<string> =>
    JSON.stringify([
      await readCatalog(database.url),
      await schemas(),
      await database.query(`SELECT oid, relfilenode, relnamespace::regnamespace, relname FROM pg_class
        WHERE oid >= 16384 AND relkind <> 't' AND relname !~ 'pg_toast' ORDER BY 1`),
    ]);
  /** The command is refused, says so, and nothing has changed. */
  const refused = async (argv: string[], exitCode: number, says: string | RegExp, call?: CliCall): Promise<string> => {
    const before = await state();
    const answer = await run(['db:purge', ...argv], call);
    expect(answer.stderr).toMatch(says);
    expect(answer.exitCode).toBe(exitCode);
    expect(await state()).toBe(before);
    return answer.stderr;
  };
  const byName = () => ['--confirm', database.name];

  const purge = (name: string, consent: Consent = { database: database.name }) =>
    throughTheApp(
      () => appOn(database.url),
      new CliLogger(() => undefined, undefined),
      ({ target }) => purgeFor(target, { name, act: purgeAct(name), consent }),
    );

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await run(['db:init', '--seed']);
  });
  afterEach(() => database.drop());

  it('deletes the one that is named, tells what goes first, records it, and touches nothing else', async () => {
    const [first, second] = [await reset(['--seed']), await reset(['--seed'])];
    await database.query('CREATE TABLE strangers AS SELECT 1 AS id');
    const facts = `SELECT oid::int, relfilenode::int, xmin::text FROM pg_class WHERE relnamespace IN ('public'::regnamespace, '${second}'::regnamespace) ORDER BY 1`;
    const before = await database.query(facts);
    const { exitCode, stdout, stderr } = await confirmed(['db:purge', first]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      new RegExp(
        `^⚠️ These go for good, and nothing brings them back, from database ${database.name}:\n` +
          `  ${first}: 2 tables and 2 views, 5 records, \\d+ kB; set aside just now, by a reset on .*\n     owners 4 records, animals 1 record\n` +
          `🗑️ Deleted ${first} with 4 relations in \\d+ ms\n$`,
      ),
    );
    expect(await names()).toEqual([second]);
    expect(await schemas()).toEqual([second]);
    expect(await database.query(facts)).toEqual(before);
    const [entry] = await database.query(
      `SELECT event, name, details->'dropped' AS dropped, details->>'result' AS result FROM database_lifecycle_journal ORDER BY id DESC LIMIT 1`,
    );
    expect(entry).toEqual({
      event: 'purge',
      name: first,
      dropped: ['public.owners', 'public.animals', 'public.animal_names', 'public.animal_count'],
      result: 'done',
    });
    expect((await run(['db:journal', '--last', '1'])).stdout).toMatch(new RegExp(` purge ${first}: \\d+ ms, in dev`));
  });

  it('deletes all, the oldest first, and says with --json what is gone and what is kept', async () => {
    const [first, second] = [await reset(), await reset()];
    const answer = await confirmed(['db:purge', '--json']);
    expect(json(answer)).toMatchObject({
      database: database.name,
      purged: [{ name: first }, { name: second }],
      kept: [],
    });
    expect(answer.stderr).toContain('These go for good');
    expect(await schemas()).toEqual([]);
    expect((await confirmed(['db:purge'])).stdout).toBe(`Nothing to delete in database ${database.name}.\n`);
  });

  /** Two of which the view in the older one reads a table in the newer one. */
  const entangled = async (): Promise<[older: string, newer: string]> => {
    await database.query('CREATE TABLE toys (id int); CREATE VIEW vips AS SELECT o.id FROM owners o, toys');
    const older = await reset(['--include-dependents']);
    const toys = new EntitySchema({ name: 'Toy', tableName: 'toys', columns: { id: { type: 'int', primary: true } } });
    return [older, await reset(['--include-dependents'], { entities: [...ALL_ENTITIES, toys] })];
  };

  it('deletes all, where one stands against deleting another', async () => {
    const [older, newer] = await entangled();
    const answer = await confirmed(['db:purge', '--json']);
    expect(answer.stderr).toContain(`Deleted ${newer}`);
    expect(json(answer)).toMatchObject({ purged: [{ name: older }, { name: newer }], kept: [] });
    expect(await schemas()).toEqual([]);
  });

  it('deletes the newer first, where that one stands against deleting the older', async () => {
    const [older, newer] = [await reset(), await reset()];
    await database.query(`CREATE VIEW ${newer}.vips AS SELECT id FROM ${older}.owners`);
    const [row] = await database.query<{ manifest: string }>(
      `SELECT obj_description('${newer}'::regnamespace) AS manifest`,
    );
    const manifest = JSON.parse(row!.manifest) as { relations: object[] };
    const relations = [...manifest.relations, { ...manifest.relations[0]!, name: 'vips', relkind: 'v' }];
    const comment = JSON.stringify({ ...manifest, relations }).replaceAll("'", "''");
    await database.query(`COMMENT ON SCHEMA ${newer} IS '${comment}'`);
    expect(json(await confirmed(['db:purge', '--json']))).toMatchObject({ purged: [{ name: newer }, { name: older }] });
  });

  it('deletes those that are older than an age', async () => {
    const [first, second, third] = [await reset(), await reset(), await reset()];
    await ages(first, 24 * 7 + 1);
    await ages(second, 24 * 7 - 1);
    expect(json(await confirmed(['db:purge', '--older-than', '7d', '--json']))).toMatchObject({
      purged: [{ name: first }],
      kept: [third, second],
    });
    expect((await confirmed(['db:purge', '--older-than', '2w'])).stdout).toContain('Nothing to delete');
    expect((await confirmed(['db:purge', '--older-than=1h'])).exitCode).toBe(0);
    expect(await schemas()).toEqual([third]);
  });

  it('deletes what went along with the tables, and leaves what stayed', async () => {
    await database.query(`CREATE TABLE toys (owner int REFERENCES owners); CREATE VIEW vips AS SELECT id FROM owners;
      CREATE MATERIALIZED VIEW vip_count AS SELECT count(*) FROM vips; CREATE TABLE keepers (since date) INHERITS (owners);
      CREATE STATISTICS facts ON id, name FROM owners; CREATE POLICY own ON owners USING (true);
      CREATE TRIGGER quiet BEFORE UPDATE ON owners FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`);
    const name = await reset(['--include-dependents']);
    expect((await listing()).trashes).toMatchObject([{ name, lost: [], strangers: [] }]);
    const answer = await confirmed(['db:purge', '--json']);
    expect(json<{ purged: PurgeReport[] }>(answer).purged[0]!.dropped.toSorted()).toEqual(
      ['animal_count', 'animal_names', 'animals', 'keepers', 'owners', 'vip_count', 'vips'].map(
        (one) => `public.${one}`,
      ),
    );
    expect(await schemas()).toEqual([]);
    expect(await database.query('SELECT * FROM toys')).toEqual([]);
  });

  it.each([
    [['--older-than', '7'], '--older-than 7 is no age'],
    [['--older-than', 'yesterday'], '--older-than yesterday is no age'],
    [['--older-than', '-7d'], '--older-than'],
    [['--older-than'], '--older-than'],
    [['trash_x', '--older-than', '7d'], 'trash_x and --older-than 7d can not go together'],
  ])('%j is wrong usage', async (argv, says) => {
    await reset();
    await refused([...argv, ...byName()], 2, says);
  });

  it('does not know what is not kept, and says what is', async () => {
    const name = await reset();
    await refused(
      ['trash_x', ...byName()],
      2,
      `No reset of this app is kept as "trash_x" in this database; there is: ${name}.`,
    );
    await refused([`${name}'; DROP TABLE owners`, ...byName()], 2, 'No reset of this app is kept as');
    await refused(['public', ...byName()], 2, 'Schema "public" is no trash, and is never touched');
    await database.query(
      `CREATE SCHEMA theirs; COMMENT ON SCHEMA theirs IS '{"trash":"nest-database-lifecycle","owner":"x"}'`,
    );
    await refused(['theirs', ...byName()], 2, `Schema "theirs" is another app's trash, and is never touched`);
    expect((await confirmed(['db:purge'])).exitCode).toBe(0);
    expect(await database.query(`SELECT to_regnamespace('theirs') IS NOT NULL AS there`)).toEqual([{ there: true }]);
  });

  it('never touches one whose manifest it can not read', async () => {
    const name = await reset();
    await database.query(`DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA ${name} IS %L',
      replace(obj_description('${name}'::regnamespace), '"version":1', '"version":2')); END $$`);
    await refused([name, ...byName()], 4, `The comment on schema "${name}" is no manifest that can be read`);
    expect((await confirmed(['db:purge'])).stdout).toContain('Nothing to delete');
    expect(await schemas()).toEqual([name]);
  });

  it('never drops what a forged manifest names elsewhere', async () => {
    const name = await reset();
    await database.query(`DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA ${name} IS %L',
      replace(obj_description('${name}'::regnamespace), '"places":[', '"places":[{"home":"x","trash":"${name}"},')
        ); END $$`);
    await refused([name, ...byName()], 4, 'a place is named twice');
  });

  describe('asks for consent', () => {
    it.each([
      ['a wrong name', 'other\n'],
      ['an empty line', '\n'],
      ['Ctrl-C', '\x03'],
      ['Ctrl-D', '\x04'],
    ])('and deletes nothing on %s', async (_, typed) => {
      await reset();
      await refused([], 4, `The database is called "${database.name}"`, { typed });
    });

    it('typed at the terminal', async () => {
      const name = await reset();
      const { exitCode, stderr } = await run(['db:purge', name], { typed: `${database.name}\n` });
      expect(stderr).toContain(`type the database's name (${database.name})`);
      expect(exitCode).toBe(0);
      expect(await schemas()).toEqual([]);
    });

    it('with the command that gives it, where there is no terminal', async () => {
      const name = await reset();
      const says = `There is no terminal to ask whether all these rows may go for good`;
      const told = await refused(['--older-than', '0d'], 4, says);
      expect(told).toContain(`npm run db:purge -- --older-than 0d --confirm ${database.name}`);
      expect(await refused([name], 4, says)).toContain(`npm run db:purge -- ${name} --confirm ${database.name}`);
    });

    it('after the variables and the stamp', async () => {
      await reset();
      await run(['db:environment', 'production', ...byName()]);
      await refused(byName(), 4, 'is stamped production');
      const production = { lifecycle: { environment: 'production' } };
      const answer = await run(['db:purge', ...byName()], {}, production);
      expect(answer.stderr).toContain('environment "production", and db:purge is for development and test only');
      expect(answer.exitCode).toBe(4);
      expect(await names()).toHaveLength(1);
    });

    it.each([
      [{ npm_config_older_than: '7d' }, 'npm run db:purge -- --older-than 7d --confirm'],
      [{ npm_config_older_than: 'true' }, 'npm run db:purge -- --older-than <age> --confirm'],
    ])('and never takes from npm what was to narrow it: %j', async (env, command) => {
      await reset();
      expect(await refused(byName(), 2, 'npm took --older-than for itself', { env })).toContain(command);
    });
  });

  describe('refuses and names', () => {
    it.each([
      ['a table', 'CREATE TABLE <trash>.notes (id int)', 'table <trash>.notes'],
      ['a function', `CREATE FUNCTION <trash>.f() RETURNS int LANGUAGE sql AS 'SELECT 1'`, 'function <trash>.f()'],
      ['a type', 'CREATE TYPE <trash>.mood AS ENUM ()', 'type <trash>.mood'],
      ['a sequence', 'CREATE SEQUENCE <trash>.s', 'sequence <trash>.s'],
      ['a view', 'CREATE VIEW vips AS SELECT id FROM <trash>.owners', 'view vips'],
      [
        'a foreign key',
        'CREATE TABLE toys (owner int REFERENCES <trash>.owners)',
        'constraint toys_owner_fkey on table toys',
      ],
      ['a column of an enum', 'CREATE TABLE badges (role <trash>.owners_role_enum)', 'column role of table badges'],
      ['a child table', 'CREATE TABLE keepers (since date) INHERITS (<trash>.owners)', 'table keepers'],
      [
        'a parent table',
        'CREATE TABLE everyone (name varchar NOT NULL); ALTER TABLE <trash>.owners INHERIT everyone',
        'table everyone',
      ],
      [
        'a default that reads its sequence',
        `CREATE TABLE tickets (id int DEFAULT nextval('<trash>.owners_id_seq'))`,
        'default value for column id of table tickets',
      ],
    ])('%s that no reset has set aside', async (_, sql, named) => {
      const name = await reset(['--seed']);
      await database.query(sql.replaceAll('<trash>', name));
      const told = await refused([name, ...byName()], 4, `These are not of trash ${name}`);
      expect(told).toContain(`  - ${named.replaceAll('<trash>', name)}\n`);
    });

    it('what another trash holds, which goes with that one', async () => {
      const [older, newer] = await entangled();
      const told = await refused([newer, ...byName()], 4, `These are not of trash ${newer}`);
      expect(told).toContain(`  - view ${older}.vips\n`);
      expect(told).toContain('What another trash holds of them goes with that one: npm run db:purge -- <its name>');
      for (const name of [older, newer]) expect((await confirmed(['db:purge', name])).stderr).toBe('');
      expect(await names()).toEqual([]);
    });

    it('one of all, before any of them is deleted', async () => {
      const [older, newer] = [await reset(), await reset()];
      await database.query(`CREATE VIEW vips AS SELECT id FROM ${newer}.owners`);
      await refused(byName(), 4, `These are not of trash ${newer}`);
      expect(await schemas()).toEqual([older, newer].toSorted());
    });

    it('what another role owns', async () => {
      const name = await reset();
      const role = `${database.name}_app`;
      await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; GRANT ALL ON ALL TABLES IN SCHEMA public, ${name} TO ${role};
        GRANT ALL ON SCHEMA public, ${name} TO ${role}`);
      const url = new URL(database.url);
      [url.username, url.password] = [role, 'app'];
      const there = database;
      try {
        database = { ...there, url: url.href };
        const answer = await confirmed(['db:purge', name]);
        expect(answer.stderr).toContain(
          `This role may not drop what others own in trash ${name}: schema ${name} (owner postgres)`,
        );
        expect(answer.exitCode).toBe(4);
      } finally {
        database = there;
        await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      }
      expect(await names()).toEqual([name]);
    });
  });

  it('gives up in time while somebody reads the trash, and names that session', async () => {
    const name = await reset(['--seed']);
    await onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'a reader'; BEGIN; SELECT * FROM ${name}.owners`);
      const started = performance.now();
      const told = await refused(
        [name, ...byName()],
        1,
        /trash_\S+, or one that it refers to, stayed in use for 500 ms/,
      );
      expect(told).toContain('a reader');
      expect(performance.now() - started).toBeLessThan(3_000);
    });
    const failed = `SELECT details->>'error' AS error FROM database_lifecycle_journal WHERE event = 'purge'`;
    expect(await database.query(failed)).toEqual([{ error: 'LifecycleLockError' }]);
    expect((await confirmed(['db:purge', name])).exitCode).toBe(0);
  });

  it('does not look into those that stay, whoever locks them', async () => {
    const [first, second] = [await reset(), await reset()];
    await onServer(database.url, async (client) => {
      await client.query(`BEGIN; LOCK TABLE ${second}.owners`);
      const { exitCode, stderr } = await confirmed(['db:purge', first]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    });
    expect(await names()).toEqual([second]);
  });

  it('rolls back when something else would go along', async () => {
    const name = await reset();
    await database.query(`CREATE TABLE strangers (id int);
      CREATE FUNCTION harm() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN DROP TABLE IF EXISTS strangers; END $$;
      CREATE EVENT TRIGGER planted ON ddl_command_start WHEN TAG IN ('DROP TYPE') EXECUTE FUNCTION harm()`);
    await refused([name, ...byName()], 1, 'public.strangers was dropped');
  });

  it('is not said to be done when its COMMIT gets no answer', async () => {
    const name = await reset();
    const wire = await tapWire(database.url, async ({ sql }) => {
      if (sql === 'COMMIT') await wire.close();
    });
    const { exitCode, stdout, stderr } = await callCli(appOn(wire.url), ['db:purge', name, ...byName()]);
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('Deleted');
    expect(stderr).toMatch(/was lost: .*\n +-> Run it again: what is done is not done twice/);
  });

  describe('looks again under the lock', () => {
    it('for what somebody took meanwhile', async () => {
      await expect(purge('trash_taken')).rejects.toThrow('Trash trash_taken is not there any more');
    });

    it('for what somebody hung on it meanwhile', async () => {
      const name = await reset();
      await database.query(`CREATE VIEW vips AS SELECT id FROM ${name}.owners`);
      await expect(purge(name)).rejects.toThrow('view vips');
      expect(await names()).toEqual([name]);
    });

    it('for consent', async () => {
      const name = await reset();
      await expect(purge(name, { database: null })).rejects.toThrow('The question was left without an answer');
      await expect(purge(name, { database: database.name, remote: 'db' })).rejects.toThrow('"--remote db" was given');
      await run(['db:environment', 'staging', ...byName()]);
      await expect(purge(name)).rejects.toThrow('is stamped staging');
      expect(await schemas()).toEqual([name]);
    });
  });
});
