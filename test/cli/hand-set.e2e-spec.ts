import { randomBytes } from 'node:crypto';
import { createEmptyDatabase, onServer, type TestDatabase } from '../support/test-database';
import { appOn, callCli, json } from './support';

const ROLE = `reader_${randomBytes(4).toString('hex')}`;

/** All that is set on the relations of a schema, by their names. */
const settings = (
  schema: string,
): string => `SELECT c.relname, c.relkind, pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity,
    c.relforcerowsecurity, c.relreplident, c.relpersistence, c.reloptions,
    (SELECT json_agg(a ORDER BY a::text) FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner) AS acl,
    (SELECT json_object_agg(attname, attacl ORDER BY attname) FROM pg_attribute t WHERE t.attrelid = c.oid AND attacl IS NOT NULL) AS columns,
    (SELECT json_object_agg(attname, ARRAY[attstattarget::text, attstorage::text, attoptions::text] ORDER BY attname) FROM pg_attribute t
      WHERE t.attrelid = c.oid AND attnum > 0 AND c.relkind = 'r') AS storage, (SELECT spcname FROM pg_tablespace t WHERE t.oid = c.reltablespace) AS tablespace
  FROM pg_class c WHERE c.relnamespace = '${schema}'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S')
    AND c.relname NOT IN ('typeorm_metadata', 'database_lifecycle_journal', 'typeorm_metadata_id_seq', 'database_lifecycle_journal_id_seq')
  ORDER BY c.relname`;

describe('what was set by hand on tables that are made anew', () => {
  let database: TestDatabase;
  const force = (...argv: string[]) =>
    callCli(appOn(database.url), ['db:init', '--force', '--confirm', database.name, ...argv]);

  beforeAll(async () => {
    database = await createEmptyDatabase();
    await database.query(`CREATE ROLE ${ROLE}`);
    await callCli(appOn(database.url), ['db:init']);
  });
  afterAll(async () => {
    await database.query(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
    await database.drop();
  });

  it('is nothing where nobody set anything, or new tables get the same by default', async () => {
    await database.query(`ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${ROLE};
      ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO ${ROLE};
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT UPDATE ON TABLES TO PUBLIC;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO PUBLIC;
      CREATE SCHEMA elsewhere; ALTER DEFAULT PRIVILEGES IN SCHEMA elsewhere GRANT DELETE ON TABLES TO ${ROLE}`);
    const { exitCode, stdout } = await force();
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('set by hand');
    expect(json(await force('--dry-run', '--json'))).toMatchObject({ handSet: [] });
    const given = await database.query(`SELECT has_table_privilege('${ROLE}', 'owners', 'SELECT, UPDATE') AS given`);
    expect(given).toEqual([{ given: true }]);
    await database.query(`ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM ${ROLE};
      ALTER DEFAULT PRIVILEGES REVOKE USAGE ON SEQUENCES FROM ${ROLE};
      ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE UPDATE ON TABLES FROM PUBLIC;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON SEQUENCES FROM PUBLIC; DROP SCHEMA elsewhere;
      REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ${ROLE}, PUBLIC;
      REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM ${ROLE}; REVOKE UPDATE ON ALL TABLES IN SCHEMA public FROM PUBLIC`);
  });

  it('is told as the SQL that sets it again, and that SQL does', async () => {
    await database.query(`GRANT SELECT, INSERT ON owners TO ${ROLE}; GRANT DELETE ON owners TO ${ROLE} WITH GRANT OPTION;
      GRANT SELECT ON animal_names TO PUBLIC; GRANT UPDATE (name), SELECT (name, id) ON animals TO ${ROLE};
      GRANT USAGE ON SEQUENCE owners_id_seq TO ${ROLE};
      ALTER TABLE owners REPLICA IDENTITY FULL; ALTER TABLE animals ENABLE ROW LEVEL SECURITY;
      ALTER TABLE animals FORCE ROW LEVEL SECURITY; ALTER VIEW animal_names SET (security_barrier = true);
      ALTER TABLE animals SET UNLOGGED; ALTER MATERIALIZED VIEW animal_count OWNER TO ${ROLE};
      ALTER TABLE owners SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
      ALTER TABLE animals ALTER name SET STATISTICS 500, ALTER name SET STORAGE EXTERNAL, ALTER name SET (n_distinct = 5)`);
    const before = await database.query(settings('public'));
    const told = [
      'GRANT DELETE ON TABLE public.owners TO reader WITH GRANT OPTION',
      'GRANT INSERT, SELECT ON TABLE public.owners TO reader',
      'ALTER TABLE public.owners REPLICA IDENTITY FULL',
      `ALTER TABLE public.owners SET (fillfactor = '70', autovacuum_vacuum_scale_factor = '0.05')`,
      'GRANT USAGE ON SEQUENCE public.owners_id_seq TO reader',
      'GRANT SELECT (id), SELECT (name), UPDATE (name) ON TABLE public.animals TO reader',
      'ALTER TABLE public.animals ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE public.animals FORCE ROW LEVEL SECURITY',
      'ALTER TABLE public.animals SET UNLOGGED',
      'ALTER TABLE public.animals ALTER COLUMN name SET STATISTICS 500',
      'ALTER TABLE public.animals ALTER COLUMN name SET STORAGE EXTERNAL',
      `ALTER TABLE public.animals ALTER COLUMN name SET (n_distinct = '5')`,
      'GRANT SELECT ON TABLE public.animal_names TO PUBLIC',
      'ALTER MATERIALIZED VIEW public.animal_count OWNER TO reader',
      `ALTER VIEW public.animal_names SET (security_barrier = 'true')`,
    ].map((sql) => sql.replace('reader', ROLE));
    const { handSet } = json<{ handSet: string[] }>(await force('--dry-run', '--json'));
    expect(handSet.toSorted()).toEqual(told.toSorted());
    const { exitCode, stdout, stderr } = await force();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(
      `⚠️ set by hand, and not on the new tables; to set it again:\n${handSet.map((sql) => `     ${sql};\n`).join('')}`,
    );
    expect(await database.query(settings('public'))).not.toEqual(before);
    await database.query(handSet.join(';'));
    expect(await database.query(settings('public'))).toEqual(before);
  });

  it('is an index that no entity can ask for, whether a migration made it or somebody by hand', async () => {
    await force();
    const made = [
      'CREATE UNIQUE INDEX one_address ON public.owners USING btree (lower((name)::text))',
      'CREATE INDEX newest ON public.owners USING btree (id DESC)',
      'CREATE INDEX covering ON public.animals USING btree (name) INCLUDE (id)',
      'CREATE INDEX beginning ON public.animals USING btree (name text_pattern_ops)',
    ];
    await database.query([...made, 'CREATE INDEX plain ON public.animals (name)'].join(';'));
    const { handSet } = json<{ handSet: string[] }>(await force('--json'));
    expect(handSet.toSorted()).toEqual(made.toSorted());
    await database.query(handSet.join(';'));
    await force();
  });

  it('is what was taken away of what new tables get by default, so that nobody may read them again', async () => {
    await database.query(`ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO ${ROLE}`);
    try {
      await force();
      await database.query(`REVOKE SELECT ON owners FROM ${ROLE}`);
      const { handSet } = json<{ handSet: string[] }>(await force('--json'));
      expect(handSet).toContain(`REVOKE SELECT ON TABLE public.owners FROM ${ROLE}`);
      expect(handSet.filter((sql) => sql.includes(ROLE))).toHaveLength(1);
    } finally {
      await database.query(`ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM ${ROLE}`);
    }
  });

  it('is the tablespace', async () => {
    await database.query('ALTER MATERIALIZED VIEW animal_count OWNER TO CURRENT_USER');
    const inPlace = new URL(database.url);
    inPlace.searchParams.set('options', '-c allow_in_place_tablespaces=on');
    const { name } = database;
    await onServer(inPlace.href, (client) => client.query(`CREATE TABLESPACE ${name} LOCATION ''`));
    try {
      await database.query(`ALTER TABLE owners SET TABLESPACE ${name}`);
      const { handSet } = json<{ handSet: string[] }>(await force('--dry-run', '--json'));
      expect(handSet).toContain(`ALTER TABLE public.owners SET TABLESPACE ${name}`);
    } finally {
      await database.query('ALTER TABLE owners SET TABLESPACE pg_default');
      await database.query(`DROP TABLESPACE ${name}`);
    }
  });

  it('is the owner, also of a table that somebody made partitioned, and the index by which replicas know a row', async () => {
    await database.query(`DROP TABLE animals CASCADE; CREATE TABLE animals (id int, name text) PARTITION BY RANGE (id);
      CREATE TABLE animals_1 PARTITION OF animals DEFAULT; CREATE UNIQUE INDEX newest_one ON owners (id DESC);
      ALTER TABLE animals OWNER TO ${ROLE}; ALTER TABLE owners OWNER TO ${ROLE};
      ALTER TABLE owners REPLICA IDENTITY USING INDEX newest_one;
      ALTER TABLE animals REPLICA IDENTITY FULL`);
    const { handSet } = json<{ handSet: string[] }>(await force('--dry-run', '--json', '--include-dependents'));
    expect(handSet).toEqual([
      `ALTER TABLE public.owners OWNER TO ${ROLE}`,
      'CREATE UNIQUE INDEX newest_one ON public.owners USING btree (id DESC)',
      'ALTER TABLE public.owners REPLICA IDENTITY USING INDEX newest_one',
      `ALTER TABLE public.animals OWNER TO ${ROLE}`,
      'ALTER TABLE public.animals REPLICA IDENTITY FULL',
    ]);
  });
});
