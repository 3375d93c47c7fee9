import { ViewEntity } from 'typeorm';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { presenceQuery } from '../../src/database-lifecycle/inspect/presence.query';
import { entity, useTrapDatabase } from './support/trap-database';

/** https://www.postgresql.org/docs/current/runtime-config-query.html#GUC-JIT-ABOVE-COST */
const JIT_ABOVE_COST = 100_000;

describe('does the table exist?', () => {
  const trap = useTrapDatabase();
  const things = entity('things');
  const others = entity('others');

  describe('hidden', () => {
    it('a table of another role, on which this one has no privilege, is told and left alone', async () => {
      const role = await trap.role();
      await trap.query(`GRANT CREATE ON SCHEMA public TO ${role.name}; CREATE TABLE things (id integer PRIMARY KEY)`);
      const dataSource = await trap.connect([things, others], { url: role.url });
      const { created, warnings } = await createMissingTables(dataSource);
      expect(created).toEqual(['public.others']);
      expect(warnings).toEqual([expect.objectContaining({ code: 'hidden', relation: 'public.things' })]);
      expect(warnings[0]!.message).toContain(`role ${role.name} has no privilege on it`);
      expect(warnings[0]!.message).toMatch(/As \w+: GRANT SELECT, .* ON "public"\."things" TO "role_/);
    });

    it('the grant of the message makes it visible', async () => {
      const role = await trap.role();
      await trap.query('CREATE TABLE things (id integer PRIMARY KEY)');
      const dataSource = await trap.connect([things], { url: role.url });
      const { warnings } = await createMissingTables(dataSource);
      await trap.query(/GRANT .*;/.exec(warnings[0]!.message)![0]);
      expect((await createMissingTables(dataSource)).warnings).toEqual([]);
    });

    it.each([
      ['to write alone', 'INSERT'],
      ['on a column alone', 'UPDATE (id)'],
    ])('a table of another role, on which this one has a privilege %s, is visible', async (_what, privilege) => {
      const role = await trap.role();
      await trap.query(`CREATE TABLE things (id integer PRIMARY KEY); GRANT ${privilege} ON things TO ${role.name}`);
      const dataSource = await trap.connect([things], { url: role.url });
      expect(await createMissingTables(dataSource)).toMatchObject({ created: [], warnings: [] });
    });

    it('a materialized view, which information_schema.tables never holds, is not', async () => {
      await trap.query('CREATE MATERIALIZED VIEW sums AS SELECT 1 AS n');
      @ViewEntity({ name: 'sums', materialized: true, expression: 'SELECT 1 AS n' })
      class Sums {}
      await trap.query('CREATE TABLE typeorm_metadata ()');
      const dataSource = await trap.connect([Sums, things]);
      expect(await createMissingTables(dataSource)).toMatchObject({ created: ['public.things'], warnings: [] });
    });
  });

  describe('conflict: the name belongs to', () => {
    it.each([
      ['a view', 'CREATE VIEW things AS SELECT 1 AS id', 'a view'],
      ['a materialized view', 'CREATE MATERIALIZED VIEW things AS SELECT 1 AS id', 'a materialized view'],
      [
        'a foreign table',
        `CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
         CREATE FOREIGN TABLE things (id integer) SERVER files OPTIONS (filename '/dev/null')`,
        'a foreign table',
      ],
      ['a sequence', 'CREATE SEQUENCE things', 'a sequence'],
      ['an index', 'CREATE TABLE x (id integer); CREATE INDEX things ON x (id)', 'an index'],
      ['an enum', `CREATE TYPE things AS ENUM ('a')`, 'a type'],
      ['a composite type', 'CREATE TYPE things AS (id integer)', 'a composite type'],
      ['a domain', 'CREATE DOMAIN things AS integer', 'a type'],
      ['a range', 'CREATE TYPE things AS RANGE (subtype = integer)', 'a type'],
    ])('%s', async (_kind, sql, words) => {
      await trap.query(sql);
      const before = await trap.catalog();
      const dataSource = await trap.connect([things, others]);
      const { problems } = await planMissingTables(dataSource);
      expect(problems).toEqual([expect.objectContaining({ code: 'name-conflict', relation: 'public.things' })]);
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        new RegExp(
          `public.things \\(entity things\\): expected a table, found ${words} of that name \\(owner \\w+\\)\\. Rename the`,
        ),
      );
      expect(await trap.catalog()).toEqual(before);
    });

    it('a table, where a view is expected', async () => {
      @ViewEntity({ name: 'things', expression: 'SELECT 1 AS n' })
      class Things {}
      await trap.query('CREATE TABLE things ()');
      const dataSource = await trap.connect([Things]);
      await expect(createMissingTables(dataSource)).rejects.toThrow('expected a view, found a table of that name');
    });

    it('an index of a table that was renamed by hand, which keeps the name of its primary key', async () => {
      const dataSource = await trap.connect([things, others]);
      await createMissingTables(dataSource);
      await trap.query('ALTER TABLE things RENAME TO things_before');
      const before = await trap.catalog();
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        /public\.things: the name of its index or constraint "PK_\w+" is held by an? index in schema public/,
      );
      expect(await trap.catalog()).toEqual(before);
    });

    it('an array type only: PostgreSQL moves it out of the way', async () => {
      await trap.query('CREATE TABLE hings ()');
      const dataSource = await trap.connect([entity('_hings')]);
      expect((await createMissingTables(dataSource)).created).toEqual(['public._hings']);
    });

    it('a partitioned table: it serves as well', async () => {
      await trap.query('CREATE TABLE things (id integer PRIMARY KEY) PARTITION BY RANGE (id)');
      const dataSource = await trap.connect([things]);
      expect(await createMissingTables(dataSource)).toMatchObject({ created: [], warnings: [] });
    });
  });

  it('tells of a DateStyle in which node-postgres reads no date, and what the message says helps', async () => {
    const role = await trap.role();
    await trap.query(`CREATE TABLE things (id integer PRIMARY KEY); GRANT SELECT ON things TO ${role.name};
      ALTER ROLE ${role.name} IN DATABASE ${trap.name} SET datestyle = 'German'`);
    const dataSource = await trap.connect([things], { url: role.url });
    expect(await dataSource.query(`SELECT '2024-02-29'::date AS day`)).toEqual([{ day: null }]);
    const { warnings } = await createMissingTables(dataSource);
    expect(warnings).toEqual([
      { code: 'date-style', message: expect.stringContaining(`DateStyle is "German, DMY" for role ${role.name}`) },
    ]);
    const [remedy] = /ALTER ROLE .*;/.exec(warnings[0]!.message)!;
    await trap.session(role.url, (client) => client.query(remedy));
    const again = await trap.connect([things], { url: role.url });
    expect(await again.query(`SELECT '2024-02-29'::date AS day`)).toEqual([{ day: expect.any(Date) }]);
    expect((await createMissingTables(again)).warnings).toEqual([]);
  });

  it('is asked of 5,000 tables by a query that the server runs as it is: compiling it (JIT) would take longer', async () => {
    const relations = Array.from({ length: 5_000 }, (_, n) => ({
      kind: 'table' as const,
      schema: 'public',
      name: `t${n}`,
      entities: [],
      columns: ['id'],
    }));
    const query = presenceQuery(relations, { schema: 'public', name: 'journal' });
    const [row] = await trap.query<Record<string, [{ Plan: Record<string, number> }]>>(
      `EXPLAIN (FORMAT JSON) ${query}`,
    );
    expect(row!['QUERY PLAN']![0].Plan['Total Cost']).toBeLessThan(JIT_ABOVE_COST / 10);
  });
});
