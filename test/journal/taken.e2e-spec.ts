import { appOn, callCli } from '../cli/support';
import { readCatalog } from '../support/catalog';
import { useEmptiedDatabase } from '../support/emptied-database';

const NAME = 'audit_log';

describe("a relation that bears the journal's name and is no journal", () => {
  const database = useEmptiedDatabase();

  describe.each([
    [
      'a view',
      `CREATE VIEW ${NAME} AS SELECT 1::bigint AS id, now() AS at, '' AS event, '' AS name, '' AS environment`,
    ],
    ['a sequence', `CREATE SEQUENCE ${NAME}`],
    ['an index', `CREATE TABLE logs (id int CONSTRAINT ${NAME} PRIMARY KEY)`],
    [
      "somebody's table",
      `CREATE TABLE ${NAME} (id bigint, at timestamptz, what text); INSERT INTO ${NAME} VALUES (1, now(), 'x')`,
    ],
  ])('%s', (_, sql) => {
    it.each([
      [['db:init']],
      [['db:init', '--dry-run']],
      [['db:init', '--force', '--confirm', 'DATABASE']],
      [['db:status']],
      [['db:seed']],
      [['db:journal']],
      [['db:environment']],
      [['db:environment', 'production', '--confirm', 'DATABASE']],
    ])('%j names it, and changes nothing', async (argv) => {
      await database.client.query(sql);
      const before = await readCatalog(database.url);
      const app = appOn(database.url, { lifecycle: { journalTable: NAME } });
      const { exitCode, stderr } = await callCli(
        app,
        argv.map((word) => word.replace('DATABASE', database.name)),
      );
      expect(stderr).toContain(
        `The option journalTable is '${NAME}', and public.${NAME} is there and is no journal (another kind of relation, or a table without its columns); expected a name that nothing else has.`,
      );
      expect(exitCode).toBe(2);
      expect(await readCatalog(database.url)).toEqual(before);
    });
  });

  it('is harmless where an entity owns nothing of it and the name is free', async () => {
    const app = appOn(database.url, { lifecycle: { journalTable: NAME } });
    expect(await callCli(app, ['db:init'])).toMatchObject({ exitCode: 0 });
    expect((await callCli(app, ['db:journal'])).stdout).toContain('create public.owners');
  });
});
