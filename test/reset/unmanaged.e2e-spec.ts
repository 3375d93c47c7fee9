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
import { trashSchemas } from './support/trash.schemas';

interface Case {
  readonly kind: string;
  readonly sql: string;
  /** What the refusal says of it. */
  readonly told: RegExp;
  readonly rejoined?: readonly string[];
  /** While it is set aside: a query, and what it answers. */
  readonly meanwhile?: readonly [sql: string, rows: readonly object[]];
}

const FUNCTION = `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`;

const CASES: readonly Case[] = [
  {
    kind: 'a foreign key',
    sql: `CREATE TABLE visits (id serial, animal int CONSTRAINT visits_animal REFERENCES animals (id) ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE);
      COMMENT ON CONSTRAINT visits_animal ON visits IS 'who came'; INSERT INTO visits (animal) SELECT min(id) FROM animals`,
    told: /constraint visits_animal on table (public\.)?visits/,
    rejoined: ['public.visits'],
    meanwhile: [`SELECT count(*)::int AS keys FROM pg_constraint WHERE conname = 'visits_animal'`, [{ keys: 0 }]],
  },
  {
    kind: 'a foreign key that is not validated',
    sql: `CREATE TABLE visits (animal int); INSERT INTO visits VALUES (-1);
      ALTER TABLE visits ADD CONSTRAINT visits_animal FOREIGN KEY (animal) REFERENCES animals (id) NOT VALID`,
    told: /visits_animal/,
    rejoined: ['public.visits'],
  },
  {
    kind: 'a foreign key of a partitioned table',
    sql: `CREATE TABLE visits (day date, animal int REFERENCES animals (id)) PARTITION BY RANGE (day);
      CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');
      INSERT INTO visits SELECT '2024-01-01', min(id) FROM animals`,
    told: /visits/,
    rejoined: ['public.visits', 'public.visits_1'],
  },
  {
    kind: 'views upon views',
    sql: `CREATE VIEW "their Animals" AS SELECT name FROM animals; CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM "their Animals";
      CREATE UNIQUE INDEX ON counted (count); GRANT SELECT ON "their Animals" TO PUBLIC; ALTER VIEW "their Animals" SET (security_barrier)`,
    told: /view (public\.)?"their Animals"/,
    meanwhile: [
      `SELECT to_regclass('"their Animals"') AS view, to_regclass('counted') AS counted`,
      [{ view: null, counted: null }],
    ],
  },
  {
    kind: 'a view on a view of the app',
    sql: 'CREATE VIEW shouted AS SELECT upper(name) AS name FROM animal_names',
    told: /view (public\.)?shouted/,
  },
  {
    kind: 'an inheritance child with rows',
    sql: `CREATE TABLE dogs (tail bool) INHERITS (owners); INSERT INTO dogs (name) VALUES ('Rex')`,
    told: /table (public\.)?dogs/,
  },
  {
    kind: 'a trigger',
    sql: `${FUNCTION}; CREATE TRIGGER noted AFTER UPDATE ON owners FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE owners DISABLE TRIGGER noted`,
    told: /trigger noted on table (public\.)?owners/,
  },
  {
    kind: 'a rule',
    sql: 'CREATE RULE kept AS ON DELETE TO animals DO INSTEAD NOTHING',
    told: /rule kept on table (public\.)?animals/,
  },
  {
    kind: 'a policy',
    sql: 'CREATE POLICY own ON owners USING (name = current_user); ALTER TABLE owners ENABLE ROW LEVEL SECURITY',
    told: /policy own on table (public\.)?owners/,
  },
  {
    kind: 'a publication',
    // PostgreSQL 14 publishes all columns and rows.
    sql: `CREATE PUBLICATION news FOR TABLE owners${serverVersion() >= 150_000 ? ' (id, name) WHERE (id > 1)' : ''}`,
    told: /publication .*news/,
  },
  {
    kind: 'extended statistics',
    sql: 'CREATE STATISTICS pairs ON name, role FROM owners',
    told: /statistics object (public\.)?pairs/,
  },
  {
    kind: 'a function with the row type',
    sql: `CREATE FUNCTION name_of(owners) RETURNS text LANGUAGE sql AS 'SELECT $1.name'`,
    told: /function (public\.)?name_of\(/,
  },
  {
    kind: 'a function whose body reads',
    sql: 'CREATE FUNCTION many() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM owners; END',
    told: /function (public\.)?many\(\)/,
  },
  {
    kind: 'a default that counts on',
    sql: `CREATE TABLE numbers (n int DEFAULT nextval('owners_id_seq'), t text)`,
    told: /default value for column n of table (public\.)?numbers/,
  },
  {
    kind: 'a column of the row type',
    sql: `CREATE TABLE copies (o owners); INSERT INTO copies SELECT o FROM owners o`,
    told: /table (public\.)?copies/,
  },
];

describe('what somebody else hung on the tables', () => {
  let database: TestDatabase;
  let client: Client;
  let dataSource: DataSource;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    client = new Client({ connectionString: database.url });
    await client.connect();
    dataSource = await connectTo(database.url, ALL_ENTITIES);
    await createMissingTables(dataSource);
    await client.query(`INSERT INTO owners (name) VALUES ('Ada'), ('Ben'); INSERT INTO animals (name) VALUES ('Rex')`);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await client.end();
    await database.drop();
  });

  it.each(CASES.map((one) => [one.kind, one] as const))(
    '%s: is named and refused, or goes and comes back exactly',
    async (_, { sql, told, rejoined, meanwhile }) => {
      await client.query(sql);
      await fillAtRandom(client, dataSource, chanceOf('hung'), { most: 4 });
      const before = await databaseState(client, { rejoined });

      const refusal = await resetting(dataSource, { includeDependents: false }).then(
        () => null,
        (error: Error) => error,
      );
      expect(refusal).toMatchObject({ name: 'ResetRefusedError', exitCode: 4 });
      expect(refusal!.message).toMatch(told);
      await expectUnchanged('After the refusal', before, client, { rejoined });
      expect(await trashSchemas(client)).toEqual([]);

      const trash = await resetting(dataSource, { includeDependents: true });
      if (meanwhile) expect((await client.query(meanwhile[0])).rows).toEqual(meanwhile[1]);
      await client.query(`INSERT INTO owners (name) VALUES ('meanwhile')`);
      await restoring(dataSource, trash);
      await expectUnchanged('After the restore', before, client, { rejoined });
    },
  );

  it('an enum type that others use too is left where it is, and the new tables use it', async () => {
    await client.query(`CREATE TABLE ranks (role owners_role_enum DEFAULT 'admin', roles owners_role_enum[]); INSERT INTO ranks DEFAULT VALUES;
      CREATE DOMAIN rank AS owners_role_enum CHECK (VALUE <> 'admin')`);
    const before = await databaseState(client);
    const trash = await resetting(dataSource, { includeDependents: false });
    await client.query(
      `INSERT INTO owners (name, role) VALUES ('meanwhile', 'admin'); INSERT INTO ranks DEFAULT VALUES`,
    );
    expect((await client.query('SELECT role FROM owners UNION ALL SELECT role FROM ranks')).rows).toHaveLength(3);
    await client.query('DELETE FROM ranks WHERE ctid = (SELECT max(ctid) FROM ranks)');
    await restoring(dataSource, trash);
    await expectUnchanged('After the restore', before, client);
  });

  it('an enum type that others use too, with other labels than the entity has, is refused: the new tables would get those', async () => {
    await client.query(`CREATE TABLE ranks (role owners_role_enum); ALTER TYPE owners_role_enum ADD VALUE 'guest'`);
    const before = await databaseState(client);
    await expect(resetting(dataSource, { includeDependents: true })).rejects.toMatchObject({
      name: 'LifecyclePlanError',
      message: expect.stringMatching(/owners_role_enum.*guest/s) as unknown,
    });
    await expectUnchanged('After the refusal', before, client);
    expect(await trashSchemas(client)).toEqual([]);
  });

  it('all of them at once', async () => {
    for (const { sql } of CASES.filter(({ kind }) => !/not validated|partitioned table/.test(kind))) {
      await client.query(sql.replace('CREATE FUNCTION note', 'CREATE OR REPLACE FUNCTION note'));
    }
    const rejoined = ['public.visits'];
    const before = await databaseState(client, { rejoined });
    const trash = await resetting(dataSource, { includeDependents: true });
    await restoring(dataSource, trash);
    await expectUnchanged('After the restore', before, client, { rejoined });
  });

  it('a key whose rows no longer fit is named with the SQL that finds them, and nothing comes back by halves', async () => {
    await client.query('CREATE TABLE visits (id serial, animal int CONSTRAINT visits_animal REFERENCES animals (id))');
    const rejoined = ['public.visits'];
    const before = await databaseState(client, { rejoined });
    const trash = await resetting(dataSource, { includeDependents: true });
    await client.query('INSERT INTO visits (animal) VALUES (4711)');
    const between = await databaseState(client, { rejoined });
    const refusal = await restoring(dataSource, trash).then(
      () => null,
      (error: Error) => error,
    );
    expect(refusal).toMatchObject({ exitCode: 4 });
    expect(refusal!.message).toContain('visits_animal');
    const [finding] = /SELECT [^\n]*/.exec(refusal!.message) ?? [];
    await expectUnchanged('After the refused restore', between, client, { rejoined });
    expect(await trashSchemas(client)).toEqual([trash]);
    // What the message gives finds the row where the tables are now, or says what to look for once they are back.
    expect(finding).toContain('visits');
    await client.query(`DELETE FROM visits; SELECT setval('visits_id_seq', 1, false)`);
    await restoring(dataSource, trash);
    await expectUnchanged('After the restore', before, client, { rejoined });
  });
});
