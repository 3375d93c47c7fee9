import type { DataSource } from 'typeorm';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { purgeAct } from '../../src/database-lifecycle/trash/purge.act';
import { purgeFor } from '../../src/database-lifecycle/trash/purge.executor';
import { ALL_ENTITIES } from '../cli/support';
import { useEmptiedDatabase } from '../support/emptied-database';
import { connectTo, LIFECYCLE_TEST } from '../support/lifecycle-data-source';
import { onServer } from '../support/test-database';
import { ResetApp, stateOf } from './support';

type Case = readonly [name: string, sql: string, what: string];

const PARTITIONED = `DROP TABLE animals CASCADE; DROP TABLE owners;
  CREATE TABLE owners (id serial PRIMARY KEY, name text NOT NULL, role owners_role_enum) PARTITION BY RANGE (id)`;
const PARTITION = `CREATE TABLE archive PARTITION OF owners FOR VALUES FROM (1) TO (1000); INSERT INTO archive (name) SELECT 'precious' FROM generate_series(1, 5)`;
const TRIGGER = `FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`;

/** On a table, which is locked before it is looked at. */
const ON_TABLES: Case[] = [
  ['a foreign key', 'CREATE TABLE toys (owner int REFERENCES owners)', 'constraint toys_owner_fkey on table toys'],
  ['a view', 'CREATE VIEW vips AS SELECT * FROM owners', 'view vips'],
  [
    'a child table',
    'CREATE TABLE keepers () INHERITS (owners); INSERT INTO keepers (name) VALUES (0)',
    'table keepers',
  ],
  ['a trigger', `CREATE TRIGGER quiet BEFORE UPDATE ON owners ${TRIGGER}`, 'trigger quiet on table owners'],
  ['a policy', 'CREATE POLICY own ON owners USING (true)', 'policy own on table owners'],
  ['a rule', 'CREATE RULE keep AS ON DELETE TO owners DO INSTEAD NOTHING', 'rule keep on table owners'],
  ['a publication', 'CREATE PUBLICATION waited FOR TABLE owners', 'publication of table owners in publication waited'],
  ['statistics', 'CREATE STATISTICS related ON id, name FROM owners', 'statistics object related'],
];

/** On views, which nothing but moving or dropping them locks. */
const ON_VIEWS: Case[] = [
  ['a view on a view', 'CREATE VIEW named AS SELECT * FROM animal_names', 'view named'],
  ['a view on a materialized view', 'CREATE VIEW counted AS SELECT * FROM animal_count', 'view counted'],
  [
    'a trigger of a view',
    `CREATE TRIGGER quiet INSTEAD OF DELETE ON animal_names ${TRIGGER}`,
    'trigger quiet on view animal_names',
  ],
];

describe('what another session commits while its locks are waited for', () => {
  const database = useEmptiedDatabase();
  let dataSource: DataSource;
  let app: ResetApp;
  const sql = async (text: string) => (await database.client.query(text)).rows as Record<string, unknown>[];
  const state = () => stateOf(database.client);
  const purge = (name: string, by = dataSource) =>
    purgeFor(lifecycleTarget(by, { environment: 'development' }), {
      name,
      act: purgeAct(name),
      consent: { database: database.name },
    });

  beforeEach(async () => {
    dataSource = await connectTo(database.url, ALL_ENTITIES);
    app = new ResetApp(dataSource, database.name);
    await app.create();
    await sql(`INSERT INTO owners (name) VALUES ('Ada')`);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await sql('DROP PUBLICATION IF EXISTS waited');
  });

  /** Starts the work while the SQL is not committed yet, and commits once the work waits for it. */
  async function meeting<Done>(text: string, work: () => Promise<Done>): Promise<Done> {
    return onServer(database.url, async (other) => {
      await other.query(`BEGIN; ${text}`);
      const done = work();
      const outcome = done.then(
        () => true,
        () => true,
      );
      const waiting = `SELECT FROM pg_stat_activity WHERE application_name = '${LIFECYCLE_TEST}' AND wait_event_type = 'Lock' AND datname = current_database()`;
      while ((await sql(waiting)).length === 0) if (await Promise.race([outcome, false])) return done;
      await other.query('COMMIT');
      return done;
    });
  }

  /** Expects that the work is refused while the SQL is not committed, and names the table and whose SQL it is. */
  const refused = (text: string, work: () => Promise<unknown>, table: string): Promise<void> =>
    onServer(database.url, async (other) => {
      await other.query(`SET application_name = 'a stranger'; BEGIN; ${text}`);
      const told = new RegExp(`stayed in use for 500 ms: public\\.${table} by pid \\d+ \\(a stranger`);
      await expect(work()).rejects.toThrow(told);
    });

  it.each(ON_TABLES)('keeps a reset from running as if it had been there before: %s', async (_, text, what) => {
    await expect(meeting(text, () => app.reset())).rejects.toThrow(what);
    const before = await state();
    await expect(app.reset()).rejects.toThrow(what);
    expect(await state()).toEqual(before);
    expect((await app.trashes()).trashes).toEqual([]);
  });

  it.each([...ON_TABLES, ...ON_VIEWS])('is not dropped by a reset: %s', async (_, text, what) => {
    await expect(meeting(text, () => app.reset({ undo: false }))).rejects.toThrow(what);
    await expect(app.reset({ undo: false })).rejects.toThrow(what);
    expect(await sql('SELECT name FROM owners WHERE id = 1')).toEqual([{ name: 'Ada' }]);
  });

  it.each(ON_VIEWS)('keeps a reset from running although nothing but a view knows it: %s', async (_, text, what) => {
    await expect(meeting(text, () => app.reset())).rejects.toThrow(
      `while its lock was waited for:\n  - ${what} is new\nNothing was changed.`,
    );
    await expect(app.reset()).rejects.toThrow(what);
    expect((await app.trashes()).trashes).toEqual([]);
  });

  it.each([[true], [false]])('keeps its rows when it is a partition; undo: %p', async (undo) => {
    await sql(PARTITIONED);
    await expect(meeting(PARTITION, () => app.reset({ undo }))).rejects.toThrow('table archive');
    expect(await sql('SELECT count(*)::int AS n FROM owners')).toEqual([{ n: 5 }]);
  });

  it('goes along where that was asked for, but for what was not locked', async () => {
    const key = 'CREATE TABLE toys (owner int CONSTRAINT k REFERENCES owners); INSERT INTO toys VALUES (1)';
    const { dependents } = await meeting(key, () => app.reset({ includeDependents: true }));
    expect(dependents).toEqual([{ fate: 'taken off', what: 'constraint k on table toys' }]);
    await app.restore();
    expect(
      await sql(`SELECT conname FROM pg_constraint WHERE confrelid = 'owners'::regclass AND conname = 'k'`),
    ).toEqual([{ conname: 'k' }]);
    const child = 'CREATE TABLE keepers () INHERITS (owners)';
    await expect(meeting(child, () => app.reset({ includeDependents: true }))).rejects.toThrow('public.keepers is new');
    expect((await app.reset({ includeDependents: true })).setAside).toContain('public.keepers');
  });

  it('waits for nobody who uses what a view reads besides, nor keeps from reading who is asked before', async () => {
    await sql('CREATE TABLE strangers (id int); CREATE VIEW vips AS SELECT o.* FROM owners o, strangers');
    await onServer(database.url, async (other) => {
      await other.query('BEGIN; SELECT FROM strangers');
      const work = { beforeClearing: async () => void (await sql('SELECT FROM owners')) };
      const { setAside } = await app.reset({ includeDependents: true }, work);
      expect(setAside).toContain('public.vips');
    });
  });

  it('names who uses a table that loses a key, gets it back, is referred to, or is a record of TypeORM', async () => {
    await sql(`CREATE TABLE toys (id int PRIMARY KEY, owner int REFERENCES owners); CREATE TABLE towns (id int PRIMARY KEY);
      ALTER TABLE owners ADD town int REFERENCES towns`);
    const reset = () => app.reset({ includeDependents: true });
    await refused('SELECT FROM toys', reset, 'toys');
    await refused('LOCK TABLE typeorm_metadata IN SHARE MODE', reset, 'typeorm_metadata');
    await reset();
    await refused('LOCK TABLE toys IN ROW EXCLUSIVE MODE', () => app.restore(), 'toys');
    await app.restore();
    await sql('DROP TABLE toys');
    await refused('SELECT FROM towns', () => app.reset({ undo: false }), 'towns');
  });

  it('is told when it has taken a table away', async () => {
    const dropped = 'DROP TABLE animals CASCADE';
    await expect(meeting(dropped, () => app.reset())).rejects.toThrow('relation "public.animals" does not exist');
    await app.reset();
  });

  it.each([...ON_TABLES, ...ON_VIEWS])('keeps a restore from running: %s', async (_, text, what) => {
    await app.reset();
    await expect(meeting(text, () => app.restore())).rejects.toThrow(what);
    await expect(app.restore()).rejects.toThrow(what);
    expect(await sql('SELECT name FROM ONLY owners')).toEqual([]);
  });

  it('keeps a restore from setting aside what has come to a name that is to be free', async () => {
    await app.reset();
    await sql('DROP TABLE animals CASCADE');
    const comes = 'LOCK TABLE owners; CREATE TABLE animals (id int)';
    await expect(meeting(comes, () => app.restore())).rejects.toThrow('public.animals is new');
  });

  it.each([
    ['a partition', 'CREATE TABLE public.archive PARTITION OF owners DEFAULT', 'table archive'],
    ['a view', 'CREATE VIEW public.vips AS SELECT * FROM owners', 'view vips'],
    ['a foreign key', 'CREATE TABLE public.toys (owner int REFERENCES owners)', 'toys_owner_fkey on table toys'],
    [
      'a view on a view',
      'CREATE VIEW public.named AS SELECT * FROM reader',
      'view named',
      'CREATE VIEW reader AS SELECT * FROM owners',
    ],
  ])('keeps a purge from running: %s', async (_, text, what, ground = '') => {
    await sql(`${PARTITIONED}; ${ground}`);
    const trash = (await app.reset({ includeDependents: true })).trash!;
    await expect(meeting(`SET LOCAL search_path = ${trash}; ${text}`, () => purge(trash))).rejects.toThrow(what);
    await expect(purge(trash)).rejects.toThrow(what);
    expect((await app.trashes()).trashes).toHaveLength(1);
  });

  it('keeps a purge from dropping a partition of a table that LOCK TABLE is not allowed on', async () => {
    await sql(PARTITIONED);
    const trash = (await app.reset({ includeDependents: true })).trash!;
    const role = `${database.name}_purger`;
    await sql(`CREATE ROLE ${role} LOGIN PASSWORD 'app'; ALTER SCHEMA ${trash} OWNER TO ${role};
      GRANT SELECT, INSERT ON database_lifecycle_journal TO ${role}; ALTER TYPE ${trash}.owners_role_enum OWNER TO ${role};
      ALTER TABLE ${trash}.owners OWNER TO ${role}; REVOKE UPDATE, DELETE, TRUNCATE ON ${trash}.owners FROM ${role}`);
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'app'];
    const owner = await connectTo(url.href, ALL_ENTITIES);
    try {
      const attached = `CREATE TABLE public.archive PARTITION OF ${trash}.owners DEFAULT`;
      await expect(meeting(attached, () => purge(trash, owner))).rejects.toThrow('table archive');
      expect(await sql(`SELECT to_regclass('public.archive') IS NOT NULL AS kept`)).toEqual([{ kept: true }]);
    } finally {
      await owner.destroy();
      await sql(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    }
  });
});
