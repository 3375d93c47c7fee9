import { DataSource, EntitySchema, type DataSourceOptions } from 'typeorm';
import { watchOn } from '../../src/database-lifecycle/apply/fingerprint.query';
import { proveNoHarm } from '../../src/database-lifecycle/apply/harm.prover';
import { readingsBefore, toReadingsBefore } from '../../src/database-lifecycle/apply/harm.verifier';
import { assertAdditive } from '../../src/database-lifecycle/apply/statement.guard';
import { createMissingTables } from '../../src/database-lifecycle';
import { withSession } from '../../src/database-lifecycle/sql/sql.session';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { connectTo, lifecycleOptions } from '../support/lifecycle-data-source';
import { Animal, Owner } from './entities';

/** Whatever a plan's CREATE TABLE sets off inside the server happens in our transaction: an event trigger plants the harm. */
const plant = (harm: string): string => `
  CREATE FUNCTION do_harm() RETURNS event_trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.animals') THEN RETURN; END IF;
    ${harm};
  END $$;
  CREATE EVENT TRIGGER harm ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION do_harm();`;

const BEFORE = `
  CREATE TABLE bystanders (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x', note varchar(20) CHECK (note <> ''));
  CREATE INDEX bystanders_name ON bystanders (name);
  CREATE VIEW bystander_names AS SELECT name FROM bystanders;
  CREATE SEQUENCE tickets;
  CREATE TABLE parted (id int) PARTITION BY RANGE (id);
  CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere; CREATE FOREIGN TABLE far (id int) SERVER elsewhere;
  CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE STATISTICS kept ON id, name FROM bystanders;
  CREATE TRIGGER t BEFORE UPDATE ON bystanders FOR EACH ROW EXECUTE FUNCTION nothing();
  INSERT INTO bystanders SELECT g, 'n' || g, 'note' FROM generate_series(1, 100) g;`;

/** Enough of the catalog and all rows of what was there before. */
const STATE = `SELECT (SELECT json_agg(b ORDER BY id) FROM bystanders b) AS rows,
  (SELECT json_agg(json_build_array(oid::int, relname, relfilenode::int) ORDER BY oid) FROM pg_class WHERE relname ~ '^(bystander|tickets)') AS relations,
  (SELECT json_agg(json_build_array(attname, atttypid::int, atttypmod, attnotnull) ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'bystanders'::regclass AND attnum > 0) AS columns`;

describe('proof of no harm', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    await database.query(BEFORE);
    dataSource = await connectTo(database.url, [Owner, Animal]);
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it.each([
    ['adds a column', 'ALTER TABLE bystanders ADD COLUMN extra int', 'public.bystanders was altered'],
    ['drops a column', 'ALTER TABLE bystanders DROP COLUMN note', 'public.bystanders was altered'],
    ['changes a type', 'ALTER TABLE bystanders ALTER COLUMN note TYPE varchar(40)', 'public.bystanders was altered'],
    ['changes a default', "ALTER TABLE bystanders ALTER COLUMN name SET DEFAULT 'y'", 'public.bystanders was altered'],
    ['drops NOT NULL', 'ALTER TABLE bystanders ALTER COLUMN name DROP NOT NULL', 'public.bystanders was altered'],
    [
      'drops a constraint',
      'ALTER TABLE bystanders DROP CONSTRAINT bystanders_note_check',
      'public.bystanders was altered',
    ],
    ['adds a constraint', 'ALTER TABLE bystanders ADD CHECK (id > 0)', 'public.bystanders was altered'],
    ['drops an index', 'DROP INDEX bystanders_name', 'public.bystanders was altered'],
    ['adds an index', 'CREATE INDEX ON bystanders (note)', 'public.bystanders was altered'],
    ['rewrites a table', 'ALTER TABLE bystanders SET UNLOGGED', 'public.bystanders was altered'],
    ['renames a table', 'ALTER TABLE bystanders RENAME TO others', 'public.bystanders was altered'],
    [
      'replaces a view',
      'CREATE OR REPLACE VIEW bystander_names AS SELECT upper(name) AS name FROM bystanders',
      'public.bystander_names was altered',
    ],
    ['drops a view', 'DROP VIEW bystander_names', 'public.bystander_names was dropped'],
    ['drops a sequence', 'DROP SEQUENCE tickets', 'public.tickets was dropped'],
    ['drops a table', 'DROP TABLE bystanders CASCADE', 'public.bystanders was dropped'],
    ['drops a partitioned table', 'DROP TABLE parted', 'public.parted was dropped'],
    ['drops a foreign table', 'DROP FOREIGN TABLE far', 'public.far was dropped'],
    ['empties a table', 'TRUNCATE bystanders', 'public.bystanders was altered'],
    ['deletes rows', 'DELETE FROM bystanders WHERE id = 7', 'rows of public.bystanders were written'],
    ['updates rows', "UPDATE bystanders SET note = 'changed' WHERE id = 7", 'rows of public.bystanders were written'],
    ['inserts rows', 'INSERT INTO bystanders (id) VALUES (101)', 'rows of public.bystanders were written'],
    ['adds a policy', 'CREATE POLICY p ON bystanders USING (false)', 'public.bystanders was altered'],
    [
      'adds a policy in a subtransaction',
      'BEGIN CREATE POLICY p ON bystanders USING (false); EXCEPTION WHEN OTHERS THEN NULL; END',
      'public.bystanders was altered',
    ],
    [
      'changes a sequence in a subtransaction',
      'BEGIN ALTER SEQUENCE tickets INCREMENT 5; EXCEPTION WHEN OTHERS THEN NULL; END',
      'public.tickets was altered',
    ],
    ['renames an index', 'ALTER INDEX bystanders_name RENAME TO other_name', 'public.bystanders was altered'],
    ['changes a comment', `COMMENT ON COLUMN bystanders.note IS 'x'`, 'public.bystanders was altered'],
    ['drops a trigger', 'DROP TRIGGER t ON bystanders', 'public.bystanders was altered'],
    ['disables a trigger', 'ALTER TABLE bystanders DISABLE TRIGGER t', 'public.bystanders was altered'],
    [
      'adds a trigger',
      'CREATE TRIGGER u BEFORE UPDATE ON bystanders FOR EACH ROW EXECUTE FUNCTION nothing()',
      'public.bystanders was altered',
    ],
    [
      'adds a foreign key',
      'ALTER TABLE bystanders ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES bystanders (id)',
      'public.bystanders was altered',
    ],
    ['adds a rule', 'CREATE RULE r AS ON DELETE TO bystanders DO INSTEAD NOTHING', 'public.bystanders was altered'],
    ['changes kept statistics', 'ALTER STATISTICS kept SET STATISTICS 7', 'public.bystanders was altered'],
    ['publishes a table', 'CREATE PUBLICATION p FOR TABLE bystanders', 'public.bystanders was altered'],
    ['changes privileges on a column', 'GRANT SELECT (note) ON bystanders TO PUBLIC', 'public.bystanders was altered'],
    ['changes the owner of a sequence', 'ALTER SEQUENCE tickets OWNED BY bystanders.id', 'public.tickets was altered'],
    ['changes statistics', 'CREATE STATISTICS s ON id, note FROM bystanders', 'public.bystanders was altered'],
    ['inherits from a table', 'CREATE TABLE heirs () INHERITS (bystanders)', 'public.bystanders was altered'],
    ['changes privileges', 'GRANT SELECT ON bystanders TO PUBLIC', 'public.bystanders was altered'],
  ])('rolls back and names the table when something in the transaction %s', async (_, harm, named) => {
    const [before] = await database.query(STATE);
    await database.query(plant(harm));
    await expect(createMissingTables(dataSource)).rejects.toThrow(named);
    expect(await database.query(STATE)).toEqual([before]);
    expect(await database.query(`SELECT to_regclass('owners') AS owners, to_regclass('animals') AS animals`)).toEqual([
      { owners: null, animals: null },
    ]);
  });

  it('sees what a trigger has put off to COMMIT', async () => {
    const ownersOnly = await connectTo(database.url, [Owner]);
    await createMissingTables(ownersOnly);
    await ownersOnly.destroy();
    await database.query(`
      CREATE FUNCTION do_harm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM bystanders; RETURN NULL; END';
      CREATE CONSTRAINT TRIGGER later AFTER INSERT ON database_lifecycle_journal DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.name = 'public.animals') EXECUTE FUNCTION do_harm()`);
    const [before] = await database.query(STATE);
    await expect(createMissingTables(dataSource)).rejects.toThrow('rows of public.bystanders were written');
    expect(await database.query(STATE)).toEqual([before]);
  });

  it.each([
    ['a column is added', 'ALTER TABLE owners ADD COLUMN extra int'],
    ['its privileges are changed', 'GRANT SELECT ON owners TO PUBLIC'],
    ['those on a column are changed', 'GRANT SELECT (email) ON owners TO PUBLIC'],
    ['an index is added', 'CREATE INDEX ON owners (email)'],
    [
      'an index is renamed',
      `EXECUTE (SELECT format('ALTER INDEX %s RENAME TO other_name', indexrelid::regclass) FROM pg_index WHERE indrelid = 'owners'::regclass AND indisprimary)`,
    ],
    ['a trigger is added', 'CREATE TRIGGER u BEFORE UPDATE ON owners FOR EACH ROW EXECUTE FUNCTION nothing()'],
    ['a foreign key is added', 'ALTER TABLE owners ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES owners (id)'],
    ['a comment is changed', `COMMENT ON TABLE owners IS 'x'`],
    ['its storage is changed', 'ALTER TABLE owners SET (autovacuum_enabled = false)'],
  ])('rolls back when of a table that a new foreign key refers to %s, too', async (_, harm) => {
    const ownersOnly = await connectTo(database.url, [Owner]);
    await createMissingTables(ownersOnly);
    await ownersOnly.destroy();
    await database.query(plant(harm));
    await expect(createMissingTables(dataSource)).rejects.toThrow('public.owners was altered');
  });

  it('reads texts as the server does, also where backslashes are set to escape', async () => {
    await database.query(`ALTER DATABASE ${database.name} SET standard_conforming_strings = off`);
    const comment = String.raw`it\'; DROP TABLE bystanders CASCADE; COMMIT; --`;
    const things = new EntitySchema({
      name: 'things',
      columns: { id: { type: 'integer', primary: true, comment } },
    });
    const other = await connectTo(database.url, [things]);
    try {
      expect((await createMissingTables(other)).created).toEqual(['public.things']);
    } finally {
      await other.destroy();
    }
    expect(await database.query(`SELECT col_description('things'::regclass, 1) AS comment`)).toEqual([{ comment }]);
    expect(await database.query('SELECT count(*)::int AS rows FROM bystanders')).toEqual([{ rows: 100 }]);
  });

  it('does not blame the plan for what another session commits meanwhile', async () => {
    await database.query(plant(`PERFORM pg_sleep(1)`));
    const creation = createMissingTables(dataSource);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await database.query(`ALTER TABLE bystanders ADD COLUMN extra int; DROP VIEW bystander_names; INSERT INTO bystanders (id) VALUES (101);
      DROP INDEX bystanders_name; TRUNCATE bystanders; DROP SEQUENCE tickets`);
    expect((await creation).created).toEqual(['public.owners', 'public.animals']);
  });

  it.each([
    ['a storage parameter', 'ALTER TABLE owners SET (fillfactor = 70)'],
    ['a column', 'ALTER TABLE owners ADD COLUMN extra int'],
    ['a privilege', 'GRANT SELECT ON owners TO PUBLIC; LOCK TABLE owners IN SHARE MODE'],
  ])(
    'nor for %s that another session gives to the table of a new key while the creation waits for it',
    async (_, change) => {
      const ownersOnly = await connectTo(database.url, [Owner]);
      await createMissingTables(ownersOnly);
      await ownersOnly.destroy();
      await onServer(database.url, async (other) => {
        await other.query(`BEGIN; ${change}`);
        const creation = createMissingTables(dataSource);
        const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        while ((await database.query(waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
        await other.query('COMMIT');
        expect((await creation).created).toEqual(['public.animals']);
      });
    },
  );

  it('sees rows that are written where the server is told not to count them', async () => {
    await database.query(`ALTER DATABASE ${database.name} SET track_counts = off`);
    await database.query(plant('DELETE FROM bystanders WHERE id = 7'));
    const blind = await connectTo(database.url, [Owner, Animal]);
    await expect(createMissingTables(blind).finally(() => blind.destroy())).rejects.toThrow(
      'rows of public.bystanders were written',
    );
  });

  it('does not blame the plan for rows that its session had written before', async () => {
    const ownersOnly = await connectTo(database.url, [Owner]);
    await createMissingTables(ownersOnly);
    await ownersOnly.destroy();
    const options = { ...lifecycleOptions(database.url, [Owner, Animal]), poolSize: 1 } as DataSourceOptions;
    const oneConnection = await new DataSource(options).initialize();
    try {
      await oneConnection.query(`INSERT INTO owners (email) VALUES ('a@example.com')`);
      expect((await createMissingTables(oneConnection)).created).toEqual(['public.animals']);
    } finally {
      await oneConnection.destroy();
    }
  });

  it('lets a new foreign key to an existing table pass, and nothing else of that table change', async () => {
    const ownersOnly = await connectTo(database.url, [Owner]);
    await createMissingTables(ownersOnly);
    await ownersOnly.destroy();
    const facts = `SELECT oid::int, relfilenode::int, relnatts, relhastriggers FROM pg_class WHERE relname = 'owners'`;
    const [before] = await database.query(facts);
    expect((await createMissingTables(dataSource)).created).toEqual(['public.animals']);
    expect(await database.query(facts)).toEqual([{ ...before, relhastriggers: true }]);
  });

  it.each([
    ['is nowhere else', 'SELECT', 'public.bystanders was not moved to trash.bystanders'],
    [
      'was locked only',
      'UPDATE bystanders SET id = 1 WHERE false',
      'public.bystanders was not moved to trash.bystanders',
    ],
    ['went elsewhere', 'ALTER TABLE bystanders SET SCHEMA other', 'public.bystanders was altered'],
    ['is there', 'ALTER TABLE bystanders SET SCHEMA trash', 'no harm'],
    [
      'is there, but for a row',
      'ALTER TABLE bystanders SET SCHEMA trash; DELETE FROM trash.bystanders WHERE id = 7',
      'rows of public.bystanders were written',
    ],
    [
      'is there, beside one that is empty now',
      'ALTER TABLE bystanders SET SCHEMA trash; TRUNCATE plain',
      'public.plain was altered',
    ],
    ...[
      ['a default', 'ALTER TABLE bystanders ALTER name SET DEFAULT 1'],
      ['a column', 'ALTER TABLE bystanders ADD COLUMN extra int'],
      ['a length', 'ALTER TABLE bystanders ALTER memo TYPE varchar(40)'],
      ['NOT NULL', 'ALTER TABLE bystanders ALTER name DROP NOT NULL'],
      ['an identity', 'ALTER TABLE bystanders ALTER id ADD GENERATED ALWAYS AS IDENTITY'],
      ['a check', 'ALTER TABLE bystanders DROP CONSTRAINT bystanders_note_check'],
      ['the validity of a check', 'ALTER TABLE bystanders VALIDATE CONSTRAINT unproven'],
      ['an index', 'DROP INDEX bystanders_name'],
      ['the file of an index', 'REINDEX INDEX bystanders_name'],
      ['a trigger', 'ALTER TABLE bystanders DISABLE TRIGGER t'],
      ['a rule', 'CREATE RULE r AS ON DELETE TO bystanders DO INSTEAD NOTHING'],
      ['a policy', 'CREATE POLICY p ON bystanders USING (false)'],
      ['row level security', 'ALTER TABLE bystanders ENABLE ROW LEVEL SECURITY'],
      ['its replica identity', 'ALTER TABLE bystanders REPLICA IDENTITY FULL'],
      ['its owner', 'ALTER TABLE bystanders OWNER TO pg_monitor'],
      ['a privilege', 'GRANT SELECT ON bystanders TO PUBLIC'],
      ['a storage parameter', 'ALTER TABLE bystanders SET (autovacuum_enabled = false)'],
      ['its name', 'ALTER TABLE bystanders RENAME TO others'],
    ].map(([what, sql]) => [
      `lost or got ${what} on its way`,
      `SET LOCAL search_path = trash; ALTER TABLE public.bystanders SET SCHEMA trash; ${sql}`,
      'public.bystanders was altered',
    ]),
  ])('of what was to be moved and %s', async (_, sql, harm) => {
    await database.query(`CREATE SCHEMA trash; CREATE SCHEMA other; CREATE TABLE plain (id int);
      ALTER TABLE bystanders ADD COLUMN memo varchar(20), ADD CONSTRAINT unproven CHECK (id > 0) NOT VALID`);
    const tables = await database.query<{ oid: string }>(`SELECT unnest('{bystanders,plain}'::regclass[])::oid AS oid`);
    await withSession(dataSource, async (session) => {
      const watch = watchOn(tables.map(({ oid }) => String(oid)));
      await session.runner.startTransaction();
      const before = toReadingsBefore(await session.send(...readingsBefore(watch)));
      await session.send(sql!);
      const moves = [{ from: { schema: 'public', name: 'bystanders' }, to: { schema: 'trash', name: 'bystanders' } }];
      const proof = proveNoHarm(session, watch, before, { moves, drops: [], writable: [] });
      const told = await proof.then(
        () => undefined,
        ({ message }: Error) => message,
      );
      expect(told ?? 'no harm').toContain(harm);
    });
  });
});

describe('statement guard', () => {
  const scope = {
    creates: ['public.pets', 'app.pets'],
    journal: 'public.journal',
    metadataTable: 'public.typeorm_metadata',
    defaultSchema: 'public',
  };
  const check = (sql: string) => (): void => assertAdditive([{ sql, target: 'public.pets' }], scope);

  it.each([
    'CREATE SCHEMA "app"',
    'CREATE EXTENSION IF NOT EXISTS "citext"',
    `CREATE TYPE "public"."pets_gender_enum" AS ENUM('a;b', 'drop table users')`,
    'CREATE TABLE "pets" ("id" integer, "a;b" text DEFAULT \'x; DROP TABLE users\')',
    'CREATE TABLE "app"."pets" ("id" integer)',
    'CREATE UNIQUE INDEX "i" ON "pets" ("id") WHERE id > 0',
    'CREATE INDEX "i" ON "pets" ("id")',
    'CREATE VIEW "pets" AS SELECT 1',
    'CREATE MATERIALIZED VIEW "pets" AS SELECT 1',
    `COMMENT ON TABLE "pets" IS 'x'`,
    `COMMENT ON COLUMN "pets"."id" IS 'it''s'`,
    `COMMENT ON COLUMN "app"."pets"."id" IS 'x'`,
    'ALTER TABLE "pets" ADD CONSTRAINT "c" FOREIGN KEY ("a", "b") REFERENCES "users"("a","b") ON DELETE CASCADE',
    'ALTER TABLE "pets" ADD CONSTRAINT "," UNIQUE ("id")',
    `INSERT INTO "typeorm_metadata"("schema") VALUES ('public')`,
    `INSERT INTO "journal"("event") VALUES ('create')`,
    `DELETE FROM "public"."typeorm_metadata" WHERE "schema" = 'public'`,
  ])('lets an addition pass: %s', (sql) => {
    expect(check(sql)).not.toThrow();
  });

  it.each([
    'DROP TABLE "pets"',
    'TRUNCATE "users"',
    'UPDATE "users" SET a = 1',
    'ALTER TABLE "users" ADD CONSTRAINT "c" CHECK (true)',
    'ALTER TABLE "pets" DROP COLUMN "id"',
    'ALTER TABLE "pets" ADD CONSTRAINT "c" CHECK (true), DROP COLUMN "id"',
    'ALTER TABLE "pets" ADD CONSTRAINT "c" UNIQUE ("("), DROP COLUMN "id"',
    'CREATE TABLE "users" ("id" integer)',
    'CREATE TABLE "pets" AS SELECT delete_all()',
    'CREATE SCHEMA "app" AUTHORIZATION "postgres"',
    'CREATE EXTENSION IF NOT EXISTS "citext" CASCADE',
    'CREATE TYPE "mood" AS RANGE (subtype = "int4")',
    'CREATE SEQUENCE "pets_id_seq"',
    'CREATE VIEW "pets" (id) AS SELECT 1',
    'CREATE TABLE "pets" ("id" integer); DROP TABLE "users"',
    'CREATE TABLE "pets" ("id" integer) /* ; */; -- x\n DROP TABLE "users"',
    `CREATE TABLE "pets" ("id" text DEFAULT E'x'\n'\\''); DROP TABLE "users"; --')`,
    'CREATE OR REPLACE VIEW "pets" AS SELECT 1',
    'CREATE INDEX "i" ON "users" ("id")',
    'CREATE INDEX CONCURRENTLY "i" ON "pets" ("id")',
    `COMMENT ON TABLE "users" IS 'x'`,
    `COMMENT ON COLUMN "users"."id" IS 'x'`,
    `INSERT INTO "users"("id") VALUES (1)`,
    'INSERT INTO "journal"("event") SELECT delete_all()',
    'DELETE FROM "public"."typeorm_metadata"',
    'DELETE FROM "public"."journal" WHERE true',
    'CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql',
    'DO $$ BEGIN DROP TABLE users; END $$',
    'GRANT ALL ON "pets" TO PUBLIC',
    '',
  ])('refuses anything else: %s', (sql) => {
    expect(check(sql)).toThrow(/not a plain addition/);
  });
});
