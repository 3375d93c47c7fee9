import { createMissingTables } from '../../src/database-lifecycle';
import { entity, useTrapDatabase } from './support/trap-database';

describe('what a creation fails by while it runs', () => {
  const trap = useTrapDatabase();
  const pets = entity('pets', { name: { type: 'text' } }, { indices: [{ name: 'by_name', columns: ['name'] }] });

  it.each([
    ['a table', 'CREATE TABLE', 'CREATE TABLE "pets"'],
    ['an index', 'CREATE INDEX', 'CREATE INDEX "by_name" ON "pets"'],
  ])('a statement for %s of which PostgreSQL tells no position: shown all the same', async (_what, tag, statement) => {
    await trap.query(`CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not here'; END $$;
      CREATE EVENT TRIGGER refusing ON ddl_command_end WHEN TAG IN ('${tag}') EXECUTE FUNCTION refuse()`);
    const failing = createMissingTables(await trap.connect([pets]));
    await expect(failing).rejects.toMatchObject({ name: 'PlanExecutionError' });
    await expect(failing).rejects.toThrow(`not here [P0001]\n  ${statement}`);
  });

  it('what a trigger of the database runs by itself: where that is', async () => {
    await trap.query(`CREATE TABLE shadows (id int);
      CREATE FUNCTION shadow() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN CREATE SEQUENCE shadows; END $$;
      CREATE EVENT TRIGGER shadowing ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION shadow()`);
    await expect(createMissingTables(await trap.connect([pets]))).rejects.toThrow(
      /relation "shadows" already exists \[42P07\]\n {2}CREATE TABLE "pets" .*\n {2}in SQL statement "CREATE SEQUENCE shadows"\n {2}in PL\/pgSQL function .*shadow\(\) line 1 at SQL statement\n/,
    );
  });

  it('what an event trigger of the database does: named, and how to go on', async () => {
    await trap.query(`CREATE TABLE ddl_log (tag text);
      CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.ddl_log VALUES (tg_tag); END $$;
      CREATE EVENT TRIGGER "DDL audit" ON ddl_command_end EXECUTE FUNCTION note();
      CREATE EVENT TRIGGER sleeping ON ddl_command_end EXECUTE FUNCTION note(); ALTER EVENT TRIGGER sleeping DISABLE`);
    const dataSource = await trap.connect([pets]);
    const failing = createMissingTables(dataSource);
    await expect(failing).rejects.toMatchObject({ name: 'HarmfulChangeError' });
    await expect(failing).rejects.toThrow(
      /rows of public\.ddl_log were written\n.*event trigger.*: "DDL audit"\. .*ALTER EVENT TRIGGER "DDL audit" DISABLE;/,
    );
    expect(await trap.tables()).toEqual(['public.ddl_log']);
    await trap.query('ALTER EVENT TRIGGER "DDL audit" DISABLE');
    expect((await createMissingTables(dataSource)).created).toEqual(['public.pets']);
  });

  it('a limit of node-postgres: named, and no fault of a statement', async () => {
    await trap.query(`CREATE FUNCTION doze() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); END $$;
      CREATE EVENT TRIGGER dozing ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION doze()`);
    const failing = createMissingTables(await trap.connect([pets], { extra: { query_timeout: 700 } }));
    await expect(failing).rejects.toMatchObject({ name: 'ServerLimitError' });
    await expect(failing).rejects.toThrow('Query read timeout, a limit of the DataSource (extra.query_timeout');
  });
});
