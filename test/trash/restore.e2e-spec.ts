import type { DataSource } from 'typeorm';
import { ALL_ENTITIES } from '../cli/support';
import { useEmptiedDatabase } from '../support/emptied-database';
import { connectTo } from '../support/lifecycle-data-source';
import { tapWire } from '../support/wire';
import { ResetApp, stateOf } from './support';

const FILL = `INSERT INTO owners (name, role) SELECT 'owner ' || g, CASE WHEN g % 2 = 0 THEN 'admin' ELSE 'staff' END::owners_role_enum FROM generate_series(1, 50) g;
  INSERT INTO animals (name, "ownerId") SELECT 'animal ' || g, g FROM generate_series(1, 50) g;
  REFRESH MATERIALIZED VIEW animal_count; SELECT nextval('owners_id_seq')`;

describe('restore after a reset', () => {
  const database = useEmptiedDatabase();
  let dataSource: DataSource;
  let app: ResetApp;
  const state = () => stateOf(database.client);

  beforeEach(async () => {
    dataSource = await connectTo(database.url, ALL_ENTITIES);
    app = new ResetApp(dataSource, database.name);
    await app.create();
    await database.client.query(FILL);
  });
  afterEach(() => dataSource.destroy());

  it('brings back everything exactly as it was, and keeps what was made meanwhile', async () => {
    const before = await state();
    const { trash, setAside, created } = await app.reset();
    expect(setAside).toEqual(['public.owners', 'public.animals', 'public.animal_names', 'public.animal_count']);
    expect(created.toSorted()).toEqual(setAside.toSorted());
    expect((await database.client.query('SELECT * FROM owners')).rows).toEqual([]);
    await database.client.query(`INSERT INTO owners (name) VALUES ('made meanwhile')`);
    const meanwhile = await state();

    const report = await app.restore();
    expect(report).toMatchObject({ restored: trash, relations: setAside, setAside });
    expect((await app.trashes()).trashes.map(({ name }) => name)).toEqual([report.trash]);
    const { rows } = await database.client.query(`SELECT name FROM ${report.trash}.owners`);
    expect(rows).toEqual([{ name: 'made meanwhile' }]);

    await app.restore();
    expect(await state()).toEqual(meanwhile);
    await app.restore();
    expect(await state()).toEqual(before);
  });

  it.each([
    ['reset', 1],
    ['restore', 2],
  ])('does not call for a second one when nobody knows whether the first was committed: %s', async (_, last) => {
    let commits = 0;
    const wire = await tapWire(database.url, async ({ sql }) => {
      if (sql === 'COMMIT' && ++commits === last) await wire.close();
    });
    const far = await connectTo(wire.url, ALL_ENTITIES);
    try {
      const lab = new ResetApp(far, database.name);
      const { message } = (await lab
        .reset()
        .then(() => lab.restore())
        .catch((error: Error) => error)) as Error;
      expect(message).toContain('was lost at COMMIT');
      expect(message).toContain('whether all of it was done, or nothing, is not known here.');
      expect(message).toContain('before you call it again: npm run db:journal');
      expect(message).not.toMatch(/rolled back|not done twice/);
    } finally {
      await far.destroy();
    }
  });

  it.each([
    ['another table', 'GRANT SELECT ON bystanders TO PUBLIC', 'public.bystanders was altered'],
    ['what comes back', 'GRANT SELECT ON public.owners TO PUBLIC', 'owners was altered'],
  ])('changes nothing when something in the server changes %s with it', async (_, harm, named) => {
    await database.client.query('CREATE TABLE bystanders AS SELECT 1 AS id');
    await app.reset();
    await database.client
      .query(`CREATE FUNCTION do_harm() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN ${harm}; END $$;
      CREATE EVENT TRIGGER harm ON ddl_command_end WHEN TAG IN ('DROP SCHEMA') EXECUTE FUNCTION do_harm()`);
    const before = await state();
    try {
      await expect(app.restore()).rejects.toThrow(named);
      expect(await state()).toEqual(before);
    } finally {
      await database.client.query('DROP EVENT TRIGGER harm; DROP FUNCTION do_harm(); DROP TABLE bystanders');
    }
  });

  it('nor when a trigger has put that off to COMMIT', async () => {
    await database.client.query(`CREATE TABLE bystanders AS SELECT 1 AS id`);
    await app.reset();
    await database.client.query(`
      CREATE FUNCTION do_harm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM bystanders; RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER later AFTER INSERT ON database_lifecycle_journal DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.name = 'public.owners') EXECUTE FUNCTION do_harm()`);
    await expect(app.restore()).rejects.toThrow('rows of public.bystanders were written');
    expect((await database.client.query('SELECT id FROM bystanders')).rows).toEqual([{ id: 1 }]);
  });

  it('has other work done in the transaction of the reset, once all is created', async () => {
    const { made } = await app.reset(
      {},
      {
        afterCreation: async ({ runner }) => {
          await runner.query(`INSERT INTO owners (name) VALUES ('seeded')`);
          return runner.query(`SELECT count(*)::int AS n FROM owners`) as Promise<unknown>;
        },
      },
    );
    expect(made).toEqual([{ n: 1 }]);
    const before = await state();
    const failing = app.reset(
      {},
      {
        afterCreation: async ({ runner }) => {
          await runner.query(`INSERT INTO owners (name) VALUES ('lost')`);
          throw new Error('planted');
        },
      },
    );
    await expect(failing).rejects.toThrow('planted');
    expect(await state()).toEqual(before);
    expect((await app.trashes()).trashes).toHaveLength(1);
  });

  it('is recorded relation by relation, and once when it failed', async () => {
    const { trash } = await app.reset();
    await database.client
      .query(`CREATE FUNCTION fail() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$;
      CREATE EVENT TRIGGER planted ON ddl_command_end WHEN TAG IN ('ALTER TYPE') EXECUTE FUNCTION fail()`);
    const before = await state();
    await expect(app.restore()).rejects.toThrow('planted');
    expect(await state()).toEqual(before);
    await database.client.query('DROP EVENT TRIGGER planted');
    await app.restore();
    const { rows } = await database.client.query(
      `SELECT event, name, details->>'result' AS result, details->>'trash' AS trash FROM database_lifecycle_journal WHERE event IN ('reset', 'restore') ORDER BY id`,
    );
    expect(rows).toEqual([
      { event: 'reset', name: database.name, result: 'done', trash },
      { event: 'restore', name: database.name, result: 'failed', trash: null },
      ...['owners', 'animals', 'animal_names', 'animal_count'].map((name) => ({
        event: 'restore',
        name: `public.${name}`,
        result: 'done',
        trash,
      })),
    ]);
  });
});
