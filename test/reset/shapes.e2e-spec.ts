import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { createMissingTables } from '../../src/database-lifecycle';
import { ALL_ENTITIES } from '../cli/support';
import { connectTo } from '../support/lifecycle-data-source';
import { serverVersion } from '../support/server-version';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';
import { resetting, restoring } from './support/acts';
import { chanceOf } from './support/chance';
import { databaseState, expectUnchanged } from './support/database.state';
import { fillAtRandom } from './support/row.filler';

const TOUCH = `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`;

/** What hands can make of the app's own tables, so that they are no longer quite what the entities ask for. */
const SHAPES: readonly (readonly [shape: string, sql: string, since?: number])[] = [
  ['unlogged', 'ALTER TABLE animals SET UNLOGGED'],
  [
    'clustered, with an index as replica identity',
    `CREATE UNIQUE INDEX mine ON animals (id, name); ALTER TABLE animals CLUSTER ON mine, REPLICA IDENTITY USING INDEX mine`,
  ],
  [
    'with options of its columns and its TOAST table',
    `ALTER TABLE owners ALTER name SET STORAGE EXTERNAL, ALTER name SET COMPRESSION pglz, ALTER name SET (n_distinct = 3), SET (toast.autovacuum_enabled = off);
    INSERT INTO owners (name) VALUES (repeat('long ', 100000))`,
  ],
  [
    'with a dropped and a late column',
    `ALTER TABLE owners ADD gone text DEFAULT 'x', ADD late int DEFAULT 7; ALTER TABLE owners DROP gone`,
  ],
  [
    'with renamed constraints, indexes and sequences',
    `ALTER SEQUENCE owners_id_seq RENAME TO numbers; ALTER TABLE animals RENAME CONSTRAINT "animals_name_not_null" TO named`,
    180_000,
  ],
  ['with a sequence that no column owns any more', 'ALTER SEQUENCE owners_id_seq OWNED BY NONE'],
  [
    'with a constraint trigger that names another table',
    `${TOUCH}; CREATE TABLE watched (id int);
    CREATE CONSTRAINT TRIGGER seen AFTER INSERT ON animals FROM watched DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch()`,
  ],
  [
    'with a trigger that has transition tables',
    `${TOUCH}; CREATE TRIGGER seen AFTER INSERT ON animals REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION touch()`,
  ],
  [
    'a view with a trigger instead',
    `${TOUCH}; CREATE TRIGGER seen INSTEAD OF INSERT ON animal_names FOR EACH ROW EXECUTE FUNCTION touch()`,
  ],
  [
    'a view with a default and options',
    `ALTER VIEW animal_names ALTER name SET DEFAULT 'x'; ALTER VIEW animal_names SET (check_option = local)`,
  ],
  ["with a column of another one's row type", 'ALTER TABLE animals ADD snapshot owners, ADD many owners[]'],
  [
    "with a key to somebody else's table",
    `CREATE TABLE countries (id int PRIMARY KEY); ALTER TABLE owners ADD country int REFERENCES countries (id) ON DELETE SET NULL`,
  ],
  [
    "with keys both ways with somebody else's table",
    `CREATE TABLE homes (id int PRIMARY KEY, owner int REFERENCES owners (id)); ALTER TABLE owners ADD home int REFERENCES homes (id)`,
  ],
  [
    "with a default of somebody else's function and type",
    `CREATE TYPE mood AS ENUM ('calm'); CREATE FUNCTION mine() RETURNS mood LANGUAGE sql RETURN 'calm'::mood; ALTER TABLE owners ADD mood mood DEFAULT mine()`,
  ],
  [
    'with a column of its enum in an expression index',
    `CREATE INDEX by_role ON owners ((role = 'admin'::owners_role_enum)) WHERE role <> 'staff'`,
  ],
  ['with an enum that got labels by hand', `ALTER TYPE owners_role_enum ADD VALUE 'guest' BEFORE 'staff'`],
  [
    'with privileges that others granted',
    `GRANT SELECT ON owners TO pg_read_all_data WITH GRANT OPTION; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pg_monitor`,
  ],
  [
    'published with its schema',
    'ALTER TABLE typeorm_metadata REPLICA IDENTITY FULL; CREATE PUBLICATION news FOR TABLES IN SCHEMA public',
    150_000,
  ],
  [
    'published with all tables',
    'ALTER TABLE typeorm_metadata REPLICA IDENTITY FULL; CREATE PUBLICATION everything FOR ALL TABLES',
  ],
  ['dropped in part', 'DROP VIEW animal_names CASCADE'],
];

describe('tables that hands have changed are set aside and come back as they were', () => {
  let database: TestDatabase;
  let client: Client;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    dataSource = await connectTo(database.url, ALL_ENTITIES);
    await createMissingTables(dataSource);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await client.end();
    await database.drop();
  });

  const possible = SHAPES.filter(([, , since = 0]) => serverVersion() >= since);
  it.each(possible.map(([shape, sql]) => [shape, sql] as const))('%s', async (shape, sql) => {
    await client.query(sql);
    await fillAtRandom(client, dataSource, chanceOf(shape), { most: 5 });
    const rejoined = ['public.homes'];
    const before = await databaseState(client, { rejoined });
    const trash = await resetting(dataSource, { includeDependents: true });
    expect((await createMissingTables(dataSource)).created).toEqual([]);
    await client.query(`INSERT INTO owners (name) VALUES ('meanwhile')`);
    await restoring(dataSource, trash);
    await expectUnchanged('After the restore', before, client, { rejoined });
  });

  it('published, without an identity of the rows of what TypeORM records: refused with the statement that helps', async () => {
    await client.query('CREATE PUBLICATION everything FOR ALL TABLES');
    const before = await databaseState(client);
    const refusal = await resetting(dataSource, { includeDependents: true }).then(
      String,
      ({ message }: Error) => message,
    );
    expect(refusal).toContain('does not have a replica identity and publishes deletes');
    await expectUnchanged('After the refusal', before, client);
    await client.query(/ALTER TABLE .*?;/.exec(refusal)![0]);
    await resetting(dataSource, { includeDependents: true });
  });

  it('published, a view that is made anew is refused with the statement that helps', async () => {
    await client.query('CREATE PUBLICATION everything FOR ALL TABLES; DROP MATERIALIZED VIEW animal_count');
    const refusal = await createMissingTables(dataSource).then(String, ({ message }: Error) => message);
    await client.query(/ALTER TABLE .*?;/.exec(refusal)![0]);
    expect((await createMissingTables(dataSource)).created).toEqual(['public.animal_count']);
  });
});
