import { json } from '../cli/support';
import type { TrashReport } from '../../src/database-lifecycle/interfaces/trash-report.interface';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { trashLab } from './trash.lab';

describe('db:trash', () => {
  let database: TestDatabase;
  const { run, reset, ages, listing } = trashLab(() => database);

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await run(['db:init', '--seed']);
  });
  afterEach(() => database.drop());

  it('says that nothing is set aside', async () => {
    const { exitCode, stdout, stderr } = await run(['db:trash']);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: `Nothing is set aside in database ${database.name}.\n`,
      stderr: '',
    });
    expect(await listing()).toEqual({
      database: database.name,
      keepResets: 3,
      trashes: [],
      unreadable: [],
      others: [],
    });
  });

  it('tells of each trash, the newest first, what it holds and the command that brings it back', async () => {
    await database.query(`INSERT INTO owners (name) SELECT 'n' FROM generate_series(1, 20000)`);
    const first = await reset();
    await ages(first, 50);
    const second = await reset();
    const { stdout, exitCode } = await run(['db:trash']);
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').filter((line) => line !== '');
    expect(lines[0]).toBe(`Set aside in database ${database.name}, the newest first; each can be brought back:`);
    expect(lines[1]).toMatch(new RegExp(`^🗑️ ${second}: just now, by a reset on \\S+, version \\S+$`));
    expect(lines[2]).toMatch(
      /^ {3}2 tables and 2 views, 0 records, (8192 bytes|16 kB): owners 0 records, animals 0 records$/,
    );
    expect(lines[3]).toBe(`   -> bring it back: npm run db:restore -- ${second}`);
    expect(lines[4]).toMatch(new RegExp(`^🗑️ ${first}: 2 days ago, by a reset`));
    expect(lines[5]).toMatch(
      /^ {3}2 tables and 2 views, ≈ \d\d,\d+ records, \d+ kB: owners ≈ \d\d,\d+ records, animals 1 record$/,
    );
    expect(lines[6]).toBe(`   -> bring it back: npm run db:restore -- ${first}`);
    expect(lines.at(-1)).toBe('  -> delete one for good: npm run db:purge -- <name>');
  });

  it('is one JSON document with --json', async () => {
    const name = await reset();
    const report = json<TrashReport>(await run(['db:trash', '--json']));
    expect(report.trashes).toEqual([
      expect.objectContaining({
        name,
        cause: 'reset',
        rows: 5,
        estimated: false,
        lost: [],
        strangers: [],
        locked: [],
        restore: `npm run db:restore -- ${name}`,
      }),
    ]);
    expect(report.trashes[0]!.relations).toContainEqual({
      table: 'public.owners',
      kept: `${name}.owners`,
      kind: 'table',
      rows: 4,
      estimated: false,
      bytes: expect.any(Number) as number,
    });
    expect(report.trashes[0]!.relations).toContainEqual(
      expect.objectContaining({ table: 'public.animal_count', kind: 'materialized view' }),
    );
    expect(Date.now() - Date.parse(report.trashes[0]!.at)).toBeLessThan(60_000);
  });

  it('counts the rows of a partition and of a child once, though their parents have them, too', async () => {
    await database.query(`DROP TABLE owners CASCADE;
      CREATE TABLE owners (id int PRIMARY KEY, name varchar, role owners_role_enum) PARTITION BY RANGE (id);
      CREATE TABLE few PARTITION OF owners FOR VALUES FROM (0) TO (10); INSERT INTO owners SELECT generate_series(1, 7);
      DELETE FROM animals; CREATE TABLE kids () INHERITS (animals); INSERT INTO kids (name) VALUES ('Tom'), ('Kim')`);
    await reset(['--include-dependents']);
    const [trash] = (await listing()).trashes;
    const bytesOf = (path: string): number => trash!.relations.find(({ table }) => table === path)?.bytes ?? 0;
    expect(trash!.rows).toBe(9);
    expect(bytesOf('public.few')).toBeGreaterThan(0);
    expect(bytesOf('public.owners')).toBe(bytesOf('public.few'));
    const all = trash!.relations.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
    expect(trash!.bytes).toBe(all - bytesOf('public.few'));
  });

  it('names what somebody put there or hung on it, and what is gone', async () => {
    const name = await reset();
    await database.query(`CREATE TABLE ${name}.notes (id int); CREATE FUNCTION ${name}.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE VIEW vips AS SELECT * FROM ${name}.owners; CREATE TABLE toys (owner int REFERENCES ${name}.owners, role ${name}.owners_role_enum);
      DROP MATERIALIZED VIEW ${name}.animal_count`);
    const [trash] = (await listing()).trashes;
    expect(trash).toMatchObject({
      lost: ['public.animal_count'],
      strangers: [
        'column role of table toys',
        'constraint toys_owner_fkey on table toys',
        `function ${name}.f()`,
        `table ${name}.notes`,
        'view vips',
      ],
    });
    const { stdout } = await run(['db:trash']);
    expect(stdout).toContain('⚠️ no longer there: animal_count');
    expect(stdout).toContain('⚠️ not of the reset, and in the way of a purge: column role of table toys, constraint');
  });

  it('takes another kind of relation under a name of the trash for a stranger', async () => {
    const name = await reset();
    await database.query(`DROP VIEW ${name}.animal_names CASCADE; CREATE TABLE ${name}.animal_names (id int)`);
    expect((await listing()).trashes[0]).toMatchObject({
      lost: ['public.animal_names', 'public.animal_count'],
      strangers: [`table ${name}.animal_names`],
    });
  });

  it('names one whose manifest it can not read, and those of another app', async () => {
    const broken = await reset();
    await database.query(`COMMENT ON SCHEMA ${broken} IS '${(await manifestOf(broken)).replace('"version":1', '"version":2')}';
      CREATE SCHEMA trash_others; COMMENT ON SCHEMA trash_others IS '{"trash":"nest-database-lifecycle","owner":"x"}';
      CREATE SCHEMA trash_by_hand`);
    expect(await listing()).toMatchObject({
      trashes: [],
      unreadable: [{ name: broken, why: 'manifest.version is not one of 1' }],
      others: ['trash_others'],
    });
    const { stdout, exitCode } = await run(['db:trash']);
    expect(stdout).toContain(`⚠️ ${broken} can not be read and is never touched: manifest.version`);
    expect(stdout).toContain('and not touched: trash_others\n');
    expect(stdout).not.toContain('trash_by_hand');
    expect(exitCode).toBe(0);
  });

  const manifestOf = async (name: string): Promise<string> =>
    (await database.query<{ text: string }>(`SELECT obj_description('${name}'::regnamespace) AS text`))[0]!.text;
});
