import { DataSource } from 'typeorm';
import { compareCatalogs, snapshotCatalog } from '../../src/database-lifecycle';
import { snapshotCatalog as snapshotIn } from '../../src/database-lifecycle/drift/catalog.inspector';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { NOTHING } from '../support/nothing.catalog';
import { tapWire } from '../support/wire';
import { observe, type Observer } from './support';

const TYPES = "CREATE SCHEMA annex; CREATE SCHEMA depot; CREATE TYPE depot.state AS ENUM ('new', 'used');";
const shape = `${TYPES}
  CREATE TABLE shelf (id serial PRIMARY KEY, label varchar(20) COLLATE "C" DEFAULT 'none');
  CREATE TABLE depot.crate (shelf_id integer REFERENCES shelf, state depot.state DEFAULT 'new');
  CREATE INDEX crate_state_idx ON depot.crate (state) WHERE state = 'new';
  CREATE VIEW depot.full_shelf AS SELECT s.id FROM shelf s JOIN depot.crate ON shelf_id = s.id`;

/** As a database that has long been in use: other oids and other physical positions for the same objects. */
const detour = `CREATE TABLE gone (id serial PRIMARY KEY); DROP TABLE gone;
  CREATE SCHEMA depot; CREATE SCHEMA annex; CREATE TYPE depot.state AS ENUM ('used'); ALTER TYPE depot.state ADD VALUE 'new' BEFORE 'used';
  ${shape.replace('id serial PRIMARY KEY', 'former text, id serial PRIMARY KEY').replace(TYPES, '')};
  ALTER TABLE shelf DROP former`;

const namesOf = (parts: readonly { table: string; name: string }[]) =>
  parts.map((part) => `${part.table} ${part.name}`);

describe('snapshotCatalog()', () => {
  let database: TestDatabase;
  let observer: Observer;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    observer = await observe(database.url);
  });

  afterEach(async () => {
    await observer?.close();
    await database?.drop();
  });

  /** As PostgreSQL, and so pg_dump, prints them. */
  const catalogDefinitions = async (): Promise<Record<'check' | 'known' | 'index' | 'view', string>> =>
    (
      await observer.session.query<Record<'check' | 'known' | 'index' | 'view', string>>(
        `SELECT pg_get_constraintdef(o.oid) AS check, pg_get_expr(adbin, adrelid) AS known,
          pg_get_indexdef('i'::regclass) AS index, pg_get_viewdef('v'::regclass) AS view
        FROM pg_constraint o JOIN pg_attrdef ON adrelid = conrelid WHERE conname = 'c'`,
      )
    )[0]!;

  it('takes an initialized DataSource, reads in a transaction of its own, and gives the connection back', async () => {
    const dataSource = new DataSource({
      type: 'postgres',
      url: database.url,
      installExtensions: false,
      extra: { max: 1 },
    });
    await expect(snapshotCatalog(dataSource)).rejects.toThrow('The DataSource is not initialized');
    await dataSource.initialize();
    try {
      const before = await snapshotCatalog(dataSource);
      await dataSource.query('CREATE TABLE shelf (id int); CREATE TABLE migrations (id int)');
      const path = () => dataSource.query('SHOW search_path');
      const former = await path();
      const found = compareCatalogs(before, await snapshotCatalog(dataSource));
      expect(found.map(({ object }) => object.path)).toEqual(['public.shelf']);
      expect(compareCatalogs(before, await snapshotCatalog(dataSource, { without: ['shelf', 'migrations'] }))).toEqual(
        [],
      );
      expect(await path()).toEqual(former);
    } finally {
      await dataSource.destroy();
    }
  });

  it('finds nothing but the schema public in a new database', async () => {
    expect(await observer.snapshot()).toEqual({ ...NOTHING, schemas: ['public'] });
  });

  it('lists with a partition, and with another child, what it has by itself only', async () => {
    await observer.run(
      'CREATE TABLE year (day int PRIMARY KEY CHECK (day > 0)) PARTITION BY RANGE (day)',
      'CREATE INDEX year_idx ON year (day)',
      'CREATE TABLE year_1 PARTITION OF year DEFAULT',
      'CREATE INDEX year_1_idx ON year_1 (day DESC)',
      'CREATE TABLE visit (day int REFERENCES year, CHECK (day < 400))',
      'CREATE TABLE long_visit (days int) INHERITS (visit)',
    );
    const { tables, columns, constraints, indexes } = await observer.snapshot();
    const visit = [{ schema: 'public', name: 'visit' }];
    expect(tables.map(({ name, kind, partitionOf, inherits }) => [name, kind, partitionOf?.name, inherits])).toEqual([
      ['long_visit', 'table', undefined, visit],
      ['visit', 'table', undefined, null],
      ['year', 'partitioned table', undefined, null],
      ['year_1', 'table', 'year', null],
    ]);
    expect(namesOf(columns)).toEqual(['long_visit days', 'visit day', 'year day']);
    expect(namesOf(constraints)).toEqual([
      'visit visit_day_check',
      'visit visit_day_fkey',
      'year year_day_check',
      'year year_pkey',
    ]);
    expect(namesOf(indexes)).toEqual(['year year_idx', 'year_1 year_1_idx']);
  });

  it('does not depend on oids, physical positions and the name of the database', async () => {
    const other = await createEmptyDatabase();
    const there = await observe(other.url);
    try {
      await observer.run(shape);
      await there.run(detour);
      expect(await there.snapshot()).toEqual(await observer.snapshot());
    } finally {
      await there.close();
      await other.drop();
    }
  });

  it('does not depend on the search path, and leaves it as it was', async () => {
    await observer.run(shape);
    const snapshot = await observer.snapshot();
    expect(snapshot.columns.map((column) => column.type)).toContain('depot.state');
    expect(snapshot.constraints.map(({ definition }) => definition)).toContain(
      'FOREIGN KEY (shelf_id) REFERENCES public.shelf(id)',
    );
    await observer.run('SET search_path = depot, public');
    expect(await observer.snapshot()).toEqual(snapshot);
    expect(await observer.session.send('SHOW search_path')).toEqual([[{ search_path: 'depot, public' }]]);
  });

  it('does not depend on how the session wants values to be written, and leaves that as it was', async () => {
    const settings = {
      TimeZone: 'Europe/Berlin',
      DateStyle: 'German, DMY',
      IntervalStyle: 'iso_8601',
      bytea_output: 'escape',
      extra_float_digits: '-10',
      quote_all_identifiers: 'on',
      standard_conforming_strings: 'off',
    };
    await observer.run(`CREATE TABLE t (
      since timestamptz DEFAULT '2026-03-29 12:00:00+00', CHECK (since > '2026-01-02 00:00:00+00'::timestamptz),
      span interval DEFAULT '1 day 02:00', raw bytea DEFAULT '\\x5c00', part float8 DEFAULT 0.30000000000000004,
      path text DEFAULT 'C:\\')`);
    const snapshot = await observer.snapshot();
    expect(snapshot.columns.map((column) => column.default)).toContain(
      `'2026-03-29 12:00:00+00'::timestamp with time zone`,
    );
    for (const [name, value] of Object.entries(settings)) await observer.run(`SET ${name} = '${value}'`);
    await observer.run('BEGIN');
    expect(await observer.snapshot()).toEqual(snapshot);
    for (const [name, value] of Object.entries(settings))
      expect(await observer.session.send(`SELECT current_setting('${name}') AS value`)).toEqual([[{ value }]]);
    await observer.run('ROLLBACK');
  });

  it('does not depend on whether the database was dumped and restored', async () => {
    const listed = `state IN ('new', 'it''s, ])', E'back\\\\slash') AND state NOT IN ('', 'x') AND net IN ('10.0.0.1', '10.0.0.0/8')
      AND share = ANY (ARRAY[1, 2]::numeric[]) AND state = ANY (ARRAY[note, 'x']::varchar(9)[])
      AND (n BETWEEN 1 AND 9 AND n NOT BETWEEN 3 AND 4 AND (n = 5 OR n NOT BETWEEN 6 AND 7 OR state IN (note, 'or', ') AND')))`;
    await observer.run(
      `CREATE TABLE t (state varchar(20), note varchar, n int, net cidr, share float8, CONSTRAINT c CHECK (${listed}), known bool GENERATED ALWAYS AS (${listed}) STORED)`,
      `CREATE INDEX i ON t (state) WHERE ${listed}`,
      `CREATE VIEW v AS SELECT state FROM t WHERE ${listed}`,
    );
    const [snapshot, printed] = [await observer.snapshot(), await catalogDefinitions()];
    expect(printed.check).toContain('])::text[]');
    await observer.run(
      `DROP VIEW v; DROP INDEX i; ALTER TABLE t DROP CONSTRAINT c, DROP known`,
      `ALTER TABLE t ADD CONSTRAINT c ${printed.check}, ADD known bool GENERATED ALWAYS AS (${printed.known}) STORED`,
      `${printed.index}; CREATE VIEW v AS ${printed.view}`,
    );
    expect((await catalogDefinitions()).check).not.toBe(printed.check);
    expect(await observer.snapshot()).toEqual(snapshot);
  });

  it('works inside a transaction that can only read, and the search path holds on there', async () => {
    await observer.run(shape);
    const snapshot = await observer.snapshot();
    await observer.run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', 'SET LOCAL search_path = depot');
    expect(await observer.snapshot()).toEqual(snapshot);
    expect(await observer.session.send('SHOW search_path')).toEqual([[{ search_path: 'depot' }]]);
    await observer.run('ROLLBACK');
    expect(await observer.session.send('SHOW search_path')).toEqual([[{ search_path: '"$user", public' }]]);
  });

  it('is plain JSON', async () => {
    await observer.run(shape, 'CREATE SEQUENCE s MAXVALUE 9223372036854775806');
    const snapshot = await observer.snapshot();
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(snapshot.sequences[0]!.maximum).toBe('9223372036854775806');
  });

  it('leaves out the records, with all that belongs to them', async () => {
    await observer.run(shape);
    const snapshot = await observer.snapshot();
    await observer.run(`
      CREATE TABLE migrations (id serial PRIMARY KEY, name varchar UNIQUE); CREATE INDEX ON migrations (name);
      CREATE TABLE typeorm_metadata (type varchar); CREATE TABLE database_lifecycle_journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)`);
    expect(await observer.snapshot()).toEqual(snapshot);
    expect((await observer.snapshot({ without: [] })).tables).toHaveLength(5);
  });

  it('leaves out what it is told to, by name or by path, and its rows are no part of it', async () => {
    await observer.run(shape, 'CREATE TABLE depot.shelf (id integer)', 'INSERT INTO depot.shelf VALUES (1)');
    const names = async (...without: string[]): Promise<string[]> =>
      (await observer.snapshot({ without })).tables.map(({ schema, name }) => `${schema}.${name}`);
    expect(await names()).toEqual(['depot.crate', 'depot.shelf', 'public.shelf']);
    expect(await names('depot.shelf', `o'clock`)).toEqual(['depot.crate', 'public.shelf']);
    expect(await names('shelf')).toEqual(['depot.crate']);
  });

  it('reads only the schemas that it is told to', async () => {
    await observer.run(shape);
    const snapshot = await observer.snapshot({ schemas: ['depot', 'nowhere'] });
    expect(snapshot.schemas).toEqual(['depot']);
    expect(snapshot.tables.map(({ name }) => name)).toEqual(['crate']);
    expect(snapshot.sequences).toEqual([]);
    expect(snapshot.enums).toHaveLength(1);
  });

  it('leaves out what an extension brings', async () => {
    await observer.run('CREATE EXTENSION pg_stat_statements');
    const snapshot = await observer.snapshot();
    expect(snapshot.extensions).toEqual([expect.objectContaining({ name: 'pg_stat_statements', schema: 'public' })]);
    expect(snapshot.views).toEqual([]);
  });

  it('tells the states of a constraint and of an index apart from what they say', async () => {
    await observer.run(
      'CREATE TABLE t (id integer CHECK (id <> 1), UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)',
      `ALTER TABLE t ADD CONSTRAINT named CHECK (id::text <> ' NOT VALID') NOT VALID`,
      'INSERT INTO t VALUES (2), (3)',
      'CREATE TABLE u (id integer)',
      'INSERT INTO u VALUES (1), (1)',
    );
    await expect(observer.run('CREATE UNIQUE INDEX CONCURRENTLY broken ON u (id)')).rejects.toThrow(/could not create/);
    const { constraints, indexes } = await observer.snapshot();
    expect(
      constraints.map(({ definition, deferrable, deferred, valid }) => [definition, deferrable, deferred, valid]),
    ).toEqual([
      [`CHECK (((id)::text <> ' NOT VALID'::text))`, false, false, false],
      ['CHECK ((id <> 1))', false, false, true],
      ['UNIQUE (id)', true, true, true],
    ]);
    expect(indexes).toEqual([expect.objectContaining({ name: 'broken', valid: false })]);
  });

  it.each([10, 200])('is one message on the wire for %d tables', async (tables) => {
    await observer.run(TYPES);
    await observer.run(
      Array.from(
        { length: tables },
        (_, n) => `CREATE TABLE t${n} (id serial PRIMARY KEY, state depot.state); CREATE INDEX ON t${n} (state)`,
      ).join(';'),
    );
    const wire = await tapWire(database.url);
    const tapped = await observe(wire.url);
    try {
      await tapped.run('SELECT 1');
      const before = wire.messages.length;
      const snapshot = await snapshotIn(tapped.session);
      expect(snapshot.columns).toHaveLength(tables * 2);
      const sent = wire.messages.slice(before);
      expect(sent.map(({ type }) => type)).toEqual(['Q']);
      expect(sent[0]!.sql!.length).toBeLessThan(10_000);
    } finally {
      await tapped.close();
      await wire.close();
    }
  });
});
