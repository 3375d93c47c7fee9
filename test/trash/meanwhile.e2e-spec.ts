import { EntitySchema, type DataSource, type DataSourceOptions } from 'typeorm';
import { dueSeeders } from '../../src/database-lifecycle/seeding/due-seeders';
import { runSeeders } from '../../src/database-lifecycle/seeding/seeding.runner';
import type { RegisteredSeeder } from '../../src/database-lifecycle/seeding/seeder.registry';
import { inspectPresence } from '../../src/database-lifecycle/inspect/presence.inspector';
import { lifecycleTarget } from '../../src/database-lifecycle/lifecycle.target';
import { withReadOnlySession } from '../../src/database-lifecycle/sql/sql.session';
import { useEmptiedDatabase } from '../support/emptied-database';
import { connectTo } from '../support/lifecycle-data-source';
import { ResetApp, stateOf } from './support';

const things = (tableName: string, schema?: string) =>
  new EntitySchema<{ id: number; kind: string; size: number | null }>({
    name: `${schema ?? ''}${tableName}`,
    tableName,
    schema,
    columns: {
      id: { type: 'integer', primary: true, generated: 'increment' },
      kind: { type: 'enum', enum: ['a', 'b'], default: 'a' },
      size: { type: 'integer', unique: true, nullable: true },
    },
  });

const staying = (trash: string) => [
  { fate: 'stays', what: `constraint of_another on table ${trash}.things` },
  { fate: 'stays', what: `view ${trash}.seen` },
];

describe('restore, whatever happened since the reset:', () => {
  const database = useEmptiedDatabase();
  const open: DataSource[] = [];
  const sql = async (text: string) => (await database.client.query(text)).rows as Record<string, unknown>[];
  const state = () => stateOf(database.client);

  async function appOf(...entities: DataSourceOptions['entities'] & unknown[]): Promise<ResetApp> {
    open.push(await connectTo(database.url, entities));
    const app = new ResetApp(open.at(-1)!, database.name);
    await app.create();
    return app;
  }
  const older = () => appOf(things('things'));
  const newer = () => appOf(things('things'), things('others'));
  const using = async (): Promise<unknown> => {
    await (await newer()).create();
    await sql(`INSERT INTO others (kind) VALUES ('a'), ('b'); INSERT INTO things (kind, size) VALUES ('b', 2);
      ALTER TABLE things ADD CONSTRAINT of_another FOREIGN KEY (size) REFERENCES others (id);
      CREATE VIEW seen AS SELECT t.id, o.kind FROM things t JOIN others o ON o.id = t.size`);
    return state();
  };
  afterEach(() => Promise.all(open.splice(0).map((dataSource) => dataSource.destroy())));

  it('several schemas with tables and types of one name, one of them dropped', async () => {
    const app = await appOf(things('things', 'shop'), things('things', 'Depot'), things('things'));
    await sql(
      `INSERT INTO shop.things (kind) VALUES ('b'); INSERT INTO "Depot".things (kind) VALUES ('a'), ('b'); SELECT nextval('shop.things_id_seq')`,
    );
    const before = await state();
    const { trash } = await app.reset();
    expect((await app.trashes()).trashes[0]!.manifest.places).toEqual([
      { home: 'shop', trash },
      { home: 'Depot', trash: `${trash}_2` },
      { home: 'public', trash: `${trash}_3` },
    ]);
    await sql('DROP SCHEMA shop CASCADE');
    await app.restore();
    expect(await state()).toEqual(before);
  });

  it('an entity is gone from the code, and another one has been renamed', async () => {
    const app = await appOf(things('kept'), things('removed'), things('old_name'));
    await sql(`INSERT INTO old_name (kind) VALUES ('b'); INSERT INTO removed (kind) VALUES ('b')`);
    const before = await state();
    await app.reset();
    await sql('DROP TABLE old_name, removed; DROP TYPE old_name_kind_enum, removed_kind_enum');
    const newer = await appOf(things('kept'), things('new_name'), things('added'));
    const { setAside } = await newer.restore();
    expect(setAside.toSorted()).toEqual(['public.added', 'public.kept', 'public.new_name']);
    expect(await state()).toEqual(before);
  });

  it("somebody else's table stands at the name of one, and is kept", async () => {
    const app = await appOf(things('things'));
    const before = await state();
    await app.reset();
    await sql(`DROP TABLE things; CREATE TABLE things (note text); INSERT INTO things VALUES ('theirs')`);
    const { trash, setAside } = await (await appOf(things('others'))).restore();
    expect(setAside.toSorted()).toEqual(['public.others', 'public.things']);
    expect(await sql(`SELECT * FROM ${trash}.things`)).toEqual([{ note: 'theirs' }]);
    expect(await state()).toEqual(before);
  });

  it('others have come to use a type in the trash', async () => {
    const app = await appOf(things('things'));
    const before = (await state()).catalog;
    const { trash } = await app.reset();
    await sql(
      `CREATE TABLE badges (kind ${trash}.things_kind_enum); CREATE VIEW seen AS SELECT * FROM ${trash}.things`,
    );
    await app.restore();
    await sql('DROP TABLE badges; DROP VIEW seen');
    expect((await state()).catalog).toEqual(before);
  });

  describe('what lies in a trash uses a table that was not the app’s then, and is now', () => {
    const ALONG = { includeDependents: true };

    it('and stays there when that is set aside', async () => {
      const before = await using();
      const { trash } = await (await older()).reset(ALONG);
      const app = await newer();
      const { trash: later, dependents } = await app.reset(ALONG);
      expect(dependents).toEqual(staying(trash!));
      await app.restore({ name: trash!, ...ALONG });
      const last = await app.restore({ name: later!, ...ALONG });
      await (await older()).restore({ name: last.trash!, ...ALONG });
      expect(await state()).toEqual(before);
    });

    it('and comes back while that is set aside', async () => {
      const before = await using();
      const { trash } = await (await older()).reset(ALONG);
      const app = await newer();
      const first = await app.restore({ name: trash!, ...ALONG });
      expect(first.dependents).toEqual(staying(trash!));
      const second = await app.restore({ name: first.trash!, ...ALONG });
      await (await older()).restore({ name: second.trash!, ...ALONG });
      expect(await state()).toEqual(before);
    });
  });

  it('the older of two resets within one second', async () => {
    const app = await appOf(things('things'));
    const states: unknown[] = [];
    const names: string[] = [];
    for (const kind of ['a', 'b', 'a']) {
      await sql(`INSERT INTO things (kind) VALUES ('${kind}')`);
      states.push(await state());
      names.push((await app.reset()).trash!);
    }
    expect((await app.trashes()).trashes.map(({ name }) => name)).toEqual(names.toReversed());
    const { trash } = await app.restore({ name: names[0] });
    expect(await state()).toEqual(states[0]);
    expect((await app.trashes()).trashes.map(({ name }) => name)).toEqual([trash, names[2], names[1]]);
    await app.restore({ name: names[1] });
    expect(await state()).toEqual(states[1]);
  });

  it('nothing is there any more', async () => {
    const app = await appOf(things('things'));
    const before = await state();
    await app.reset();
    await sql('DROP TABLE things; DROP TYPE things_kind_enum');
    expect(await app.restore()).toMatchObject({ trash: null, setAside: [] });
    expect(await state()).toEqual(before);
    expect((await app.trashes()).trashes).toEqual([]);
  });

  it('a type is all that was there, and that a trash holds', async () => {
    const app = await appOf(things('things'));
    const before = await state();
    await app.reset();
    await sql('DROP TABLE things');
    const { trash } = await app.restore();
    expect(await state()).toEqual(before);
    expect(await app.restore()).toMatchObject({ restored: trash, relations: [], setAside: ['public.things'] });
    expect(await sql(`SELECT to_regtype('things_kind_enum') IS NOT NULL AS there`)).toEqual([{ there: true }]);
    await app.restore();
    expect(await state()).toEqual(before);
  });

  it('a reset of nothing keeps nothing', async () => {
    const app = await appOf(things('things'));
    await sql('DROP TABLE things; DROP TYPE things_kind_enum');
    expect(await app.reset()).toMatchObject({ trash: null, setAside: [], dropped: [], created: ['public.things'] });
    expect(
      await sql(
        `SELECT details->>'trash' AS trash, details->>'undo' AS undo FROM database_lifecycle_journal WHERE event = 'reset'`,
      ),
    ).toEqual([{ trash: null, undo: null }]);
  });

  it('the table of a foreign key is gone', async () => {
    const app = await appOf(things('things'));
    const before = await state();
    await sql(
      'CREATE TABLE toys (thing int REFERENCES things); CREATE TABLE games (thing int CONSTRAINT g REFERENCES things)',
    );
    await app.reset({ includeDependents: true });
    await sql('DROP TABLE toys');
    const { lost } = await app.restore();
    expect(lost).toMatchObject([{ table: 'toys', name: 'toys_thing_fkey' }]);
    expect(await sql(`SELECT conname FROM pg_constraint WHERE contype = 'f'`)).toEqual([{ conname: 'g' }]);
    await sql('DROP TABLE games');
    expect(await state()).toEqual(before);
  });

  it("the table of a foreign key has become the app's own: it goes aside, and the key is told", async () => {
    const app = await appOf(things('things'));
    await sql('CREATE TABLE toys (thing int CONSTRAINT t REFERENCES things); INSERT INTO toys VALUES (NULL)');
    await app.reset({ includeDependents: true });
    const newer = await appOf(things('things'), things('toys'));
    const { lost, trash, setAside } = await newer.restore();
    expect(setAside).toContain('public.toys');
    expect(lost).toMatchObject([{ table: 'toys', name: 't' }]);
    expect(await sql(`SELECT * FROM ${trash}.toys`)).toEqual([{ thing: null }]);
  });

  it('migrations have run, and one was reverted: the record is what it was, and both are told', async () => {
    const app = await appOf(things('things'));
    await sql(`CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);
      INSERT INTO migrations ("timestamp", name) VALUES (1700000000000, 'First1700000000000'), (9007199254740993, 'Second9007199254740993')`);
    const before = await sql('SELECT * FROM migrations ORDER BY id');
    await app.reset();
    await sql(`DELETE FROM migrations WHERE id = 2; INSERT INTO migrations ("timestamp", name) VALUES (3, 'Third3')`);
    const { migrations } = await app.restore();
    expect(migrations).toEqual({ pendingAgain: ['Third3'], recordedAgain: ['Second9007199254740993'] });
    expect(await sql('SELECT * FROM migrations ORDER BY id')).toEqual(before);
  });

  it('the record of migrations was made anew: the next one gets a number that is not taken', async () => {
    const app = await appOf(things('things'));
    const make = `CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL)`;
    const run = (name: string) =>
      sql(`INSERT INTO migrations ("timestamp", name) VALUES (${name.length}, '${name}') RETURNING id`);
    await sql(make);
    for (const name of ['First', 'Second', 'Third']) await run(name);
    await app.reset();
    await sql(`DROP TABLE migrations; ${make}`);
    await app.restore();
    expect(await run('Fourth')).toEqual([{ id: 4 }]);
    await app.restore();
    await run('Fifth');
    await app.restore();
    expect(await run('Sixth')).toEqual([{ id: 6 }]);
  });

  it('the record of migrations was made since: none has run', async () => {
    const app = await appOf(things('things'));
    await app.reset();
    await sql(
      `CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL); INSERT INTO migrations ("timestamp", name) VALUES (3, 'Third3')`,
    );
    expect((await app.restore()).migrations).toEqual({ pendingAgain: ['Third3'], recordedAgain: [] });
    expect(await sql('SELECT * FROM migrations')).toEqual([]);
  });

  it('exactly those seeders are due that were', async () => {
    const [one, two] = [things('ones'), things('twos')] as const;
    const seeders = ['one', 'two', 'late'].map((key, index): RegisteredSeeder => ({
      options: { key, entities: [index === 0 ? one : two] },
      content: undefined,
      runner: { run: ({ manager }) => manager.insert(index === 0 ? one : two, { kind: 'b' }).then(() => undefined) },
    }));
    const app = await appOf(one, two);
    const target = lifecycleTarget(open.at(-1)!, { environment: 'development' });
    const due = async (): Promise<string[]> =>
      withReadOnlySession(target, async (session) => {
        const { journal } = await inspectPresence(session, target.model.relations, target.journal);
        return dueSeeders(target, seeders, journal).map(({ options }) => options.key);
      });
    await runSeeders(target, seeders.slice(0, 2));
    // Made anew since its seeder ran: that one is due.
    await sql('DROP TABLE twos');
    await app.create();
    expect(await due()).toEqual(['two', 'late']);
    await app.reset();
    expect(await due()).toEqual(['one', 'two', 'late']);
    await runSeeders(target, seeders);
    expect(await due()).toEqual([]);
    await app.restore();
    expect(await due()).toEqual(['two', 'late']);
    await app.restore();
    expect(await due()).toEqual([]);
  });
});
