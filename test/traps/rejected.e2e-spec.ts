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

  it('a limit of node-postgres: named, and no fault of a statement', async () => {
    await trap.query(`CREATE FUNCTION doze() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); END $$;
      CREATE EVENT TRIGGER dozing ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION doze()`);
    const failing = createMissingTables(await trap.connect([pets], { extra: { query_timeout: 700 } }));
    await expect(failing).rejects.toMatchObject({ name: 'ServerLimitError' });
    await expect(failing).rejects.toThrow('Query read timeout, a limit of the DataSource (extra.query_timeout');
  });
});
