import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { ALL_ENTITIES } from '../cli/support';
import { useEmptiedDatabase } from '../support/emptied-database';
import { connectTo } from '../support/lifecycle-data-source';
import { onServer } from '../support/test-database';
import { ResetApp, stateOf, type AppState } from './support';

const ANY_TIME = `CREATE FUNCTION trash() RETURNS text LANGUAGE sql AS $$ SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'trash%' ORDER BY 1 LIMIT 1 $$;
  CREATE FUNCTION in_trash(sql text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE replace(sql, 'TRASH', trash()); END $$`;

/** Alters the manifest as somebody might who may alter the schema. */
const rewritten = (from: string, to: string): string =>
  `SELECT in_trash(format('COMMENT ON SCHEMA TRASH IS %L', replace(obj_description((trash())::regnamespace, 'pg_namespace'), '${from}', '${to}')))`;

/** The schema itself is made by hand, without its owner and comment. */
async function withoutHome(client: Client): Promise<AppState> {
  const { catalog, ...state } = await stateOf(client);
  return { ...state, catalog: catalog.filter((line) => !line.startsWith('schema public')) };
}

describe('a restore is refused, and changes nothing,', () => {
  const database = useEmptiedDatabase();
  let dataSource: DataSource;
  let app: ResetApp;
  const sql = (text: string) => database.client.query(text);
  const everything = async () => JSON.stringify([await stateOf(database.client), (await app.trashes()).trashes]);

  beforeEach(async () => {
    dataSource = await connectTo(database.url, ALL_ENTITIES);
    app = new ResetApp(dataSource, database.name);
    await app.create();
    await sql(`CREATE TABLE toys (owner int REFERENCES owners); INSERT INTO owners (name) VALUES ('Ada'); INSERT INTO toys VALUES (1);
      ${ANY_TIME}`);
    await app.reset({ includeDependents: true });
  });
  afterEach(() => dataSource.destroy());

  it.each([
    [
      'a table of the trash is gone',
      `SELECT in_trash('DROP TABLE TRASH.animals CASCADE')`,
      'public.animals is not there any more',
    ],
    [
      'a type of the trash has gone elsewhere',
      `CREATE SCHEMA away; SELECT in_trash('ALTER TYPE TRASH.owners_role_enum SET SCHEMA away')`,
      'public.owners_role_enum',
    ],
    [
      'a table was put into the trash',
      `SELECT in_trash('CREATE TABLE TRASH.notes (id serial)')`,
      'notes is not part of it',
    ],
    [
      'a view was put into the trash that reads one of its tables',
      `SELECT in_trash('CREATE VIEW TRASH.vips AS SELECT * FROM TRASH.owners')`,
      'vips is not part of it',
    ],
    [
      'a function was put into the trash',
      `SELECT in_trash('CREATE FUNCTION TRASH.f() RETURNS int LANGUAGE sql RETURN 1')`,
      'f() is not part of it',
    ],
    [
      'a sequence holds the name of a table',
      `DROP VIEW animal_names CASCADE; CREATE SEQUENCE animal_names`,
      'sequence animal_names',
    ],
    [
      'an index holds the name of one',
      `CREATE TABLE notes (id int); ALTER INDEX "PK_42838282f2e6b216301a70b02d6" RENAME TO moved; CREATE INDEX "PK_42838282f2e6b216301a70b02d6" ON notes (id)`,
      'index "PK_42838282f2e6b216301a70b02d6"',
    ],
    [
      'others use the type that stands in the way',
      'CREATE TABLE badges (role owners_role_enum)',
      'type owners_role_enum',
    ],
    [
      'what is there now inherits from a table of somebody else',
      'CREATE TABLE everyone (name varchar NOT NULL); ALTER TABLE owners INHERIT everyone',
      'everyone',
    ],
    ['somebody else depends on what is there now', 'CREATE VIEW vips AS SELECT * FROM owners', 'view vips'],
    [
      'the table of a key has another constraint of its name',
      'ALTER TABLE toys ADD CONSTRAINT toys_owner_fkey CHECK (owner > 0)',
      'constraint toys_owner_fkey of table public.toys',
    ],
    [
      'rows do not fit the key',
      'INSERT INTO toys VALUES (77)',
      'has rows that foreign key toys_owner_fkey does not allow',
    ],
    [
      'TypeORM has no record of migrations any more',
      `${rewritten('"migrations":null', '"migrations":[{"id":"1","name":"A1","timestamp":"1"}]')}`,
      'public.migrations can not be read or does not exist',
    ],
    ['the manifest is no JSON', rewritten('"places":[', '"places":'), 'is no manifest that can be read'],
    [
      'the manifest asks for a home that is another trash',
      rewritten('"home":"public"', '"home":"trash_1"'),
      'has no place',
    ],
    [
      'the manifest brings SQL of its own',
      rewritten('REFERENCES public.owners(id)', 'REFERENCES public.owners(id); DROP TABLE toys'),
      'more than one statement',
    ],
    [
      'the manifest brings another action',
      rewritten('REFERENCES public.owners(id)', 'REFERENCES public.owners(id), DROP COLUMN owner'),
      'not a form that moves what this plan names',
    ],
    [
      'the manifest brings another kind of constraint',
      rewritten('"definition":"FOREIGN KEY', '"definition":"CHECK (true) --'),
      'not a form that moves what this plan names',
    ],
  ])('when %s', async (_, change, message) => {
    await sql(change);
    const name = (await sql('SELECT trash() AS name')).rows[0] as { name: string };
    const before = await everything();
    await expect(app.restore(name)).rejects.toThrow(message);
    expect(await everything()).toBe(before);
  });

  it('when there is nothing of that name, and says what there is', async () => {
    const { name } = (await app.trashes()).trashes[0]!;
    await expect(app.restore({ name: 'trash_1' })).rejects.toThrow(
      `No reset of this app is kept as "trash_1" in this database; there is: ${name}`,
    );
    await app.restore();
    await sql(`SELECT in_trash('DROP SCHEMA TRASH CASCADE')`);
    await expect(app.restore()).rejects.toThrow('No reset of this app is kept in this database');
  });

  it('and lists the rows that do not fit by a statement that works', async () => {
    await sql('INSERT INTO toys VALUES (77), (NULL)');
    const { message } = await app.restore().then(
      () => new Error('restored'),
      (error: Error) => error,
    );
    const query = /^ +(SELECT .*;)$/m.exec(message)![1]!;
    expect((await sql(query)).rows).toEqual([{ owner: 77 }]);
    await sql('DELETE FROM toys WHERE owner = 77');
    await app.restore();
  });

  it('while another session uses a table, and names that session', async () => {
    const before = await everything();
    await onServer(database.url, async (client) => {
      await client.query(`SET application_name = 'a reader'; BEGIN; SELECT * FROM owners`);
      await expect(app.restore()).rejects.toThrow(/stayed in use for 500 ms: \S+ by pid \d+ \(a reader/);
    });
    expect(await everything()).toBe(before);
  });

  it('when its schema belongs to a role that could not have set the tables aside', async () => {
    const role = `${database.name}_forger`;
    const { trashes } = await app.trashes();
    const genuine = trashes[0]!.name;
    const [{ comment }] = (await sql(`SELECT obj_description('${genuine}'::regnamespace, 'pg_namespace') AS comment`))
      .rows as [{ comment: string }];
    const forged = 'trash_29991231_000000';
    const manifest = comment.replaceAll(genuine, forged).replace(/"at":"\d{4}/, '"at":"2999');
    await sql(`CREATE ROLE ${role}; GRANT CREATE ON DATABASE ${database.name} TO ${role}; SET ROLE ${role};
      CREATE SCHEMA ${forged}; COMMENT ON SCHEMA ${forged} IS '${manifest.replaceAll("'", "''")}'; RESET ROLE`);
    try {
      await expect(app.restore()).rejects.toThrow(`its owner ${role} may not make tables in schema public`);
      await sql(`GRANT CREATE ON SCHEMA public TO ${role}`);
      expect((await app.trashes()).trashes[0]!.name).toBe(forged);
    } finally {
      await sql(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    }
  });

  it('when it is another app that asks', async () => {
    const other = await connectTo(database.url, ALL_ENTITIES);
    Object.assign(other.options, { migrationsTableName: 'other_migrations' });
    try {
      expect(await new ResetApp(other, database.name).trashes()).toEqual({ trashes: [], unreadable: [] });
      await expect(new ResetApp(other, database.name).restore()).rejects.toThrow('No reset of this app is kept');
    } finally {
      await other.destroy();
    }
  });

  it('in production, and without the name of the database', async () => {
    await expect(app.restore({}, { environment: 'production' })).rejects.toThrow(
      'environment "production", and db:restore is for development and test only',
    );
    await expect(app.restore({}, {}, 'another')).rejects.toThrow(`The database is called "${database.name}"`);
  });

  it('when the default schema was dropped with all that was in it, until TypeORM has its records again', async () => {
    await app.restore();
    await sql('DROP FUNCTION trash(), in_trash(text)');
    const before = await withoutHome(database.client);
    await app.reset({ includeDependents: true });
    await sql('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await expect(app.restore()).rejects.toThrow(
      "TypeORM's own public.typeorm_metadata can not be read or does not exist",
    );
    await app.create();
    const { lost } = await app.restore();
    expect(lost).toMatchObject([{ table: 'toys' }]);
    const after = await withoutHome(database.client);
    expect(Object.keys(after.contents)).toEqual(Object.keys(before.contents).filter((name) => name !== 'toys'));
    expect(after.catalog).toEqual(before.catalog.filter((line) => !/\bpublic\.toys\b/.test(line)));
  });
});
