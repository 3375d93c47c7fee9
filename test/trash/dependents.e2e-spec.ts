import type { DataSource } from 'typeorm';
import type { TrashManifest } from '../../src/database-lifecycle/interfaces/trash.interface';
import { ALL_ENTITIES } from '../cli/support';
import { useEmptiedDatabase } from '../support/emptied-database';
import { serverVersion } from '../support/server-version';
import { connectTo } from '../support/lifecycle-data-source';
import { ResetApp, stateOf } from './support';

type Kind = readonly [name: string, sql: string, part: Partial<TrashManifest>];

const along = (...relations: [schema: string, name: string, relkind: string][]): Partial<TrashManifest> => ({
  relations: relations.map(([schema, name, relkind]) => ({ schema, name, relkind, managed: false })) as never,
});
const takenOff = (
  name: string,
  definition: string,
  comment: string | null = null,
  schema = 'public',
  table = 'toys',
) => ({
  constraints: [{ schema, table, name, definition, comment }],
});
/** PostgreSQL 14 publishes no schema. */
const ALL_PUBLISHED = serverVersion() >= 150_000 ? 'TABLES IN SCHEMA public' : 'TABLE animals';

const OWNER_KEY = 'FOREIGN KEY (owner) REFERENCES public.owners(id)';

const KINDS: Kind[] = [
  ['a view', 'CREATE VIEW vips AS SELECT * FROM owners', along(['public', 'vips', 'v'])],
  [
    'views on views, also in another schema, with a trigger, a comment and a grant',
    `CREATE SCHEMA reports; CREATE VIEW vips AS SELECT * FROM animal_names; CREATE VIEW reports.vips AS SELECT * FROM vips;
     CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE TRIGGER quiet INSTEAD OF DELETE ON reports.vips FOR EACH ROW EXECUTE FUNCTION swallow();
     COMMENT ON VIEW reports.vips IS 'very'; GRANT SELECT ON reports.vips TO PUBLIC`,
    along(['public', 'vips', 'v'], ['reports', 'vips', 'v']),
  ],
  [
    'a materialized view with an index',
    'CREATE MATERIALIZED VIEW vips AS SELECT * FROM owners; CREATE UNIQUE INDEX ON vips (id)',
    along(['public', 'vips', 'm']),
  ],
  ['a child table', 'CREATE TABLE keepers (since date) INHERITS (owners)', along(['public', 'keepers', 'r'])],
  ['a foreign key', 'CREATE TABLE toys (owner int REFERENCES owners)', takenOff('toys_owner_fkey', OWNER_KEY)],
  [
    'a foreign key with a comment that was never validated',
    `CREATE TABLE toys (owner int); INSERT INTO toys VALUES (9999); ALTER TABLE toys ADD CONSTRAINT belongs FOREIGN KEY (owner) REFERENCES owners ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID;
     COMMENT ON CONSTRAINT belongs ON toys IS 'it''s "theirs"'`,
    takenOff('belongs', `${OWNER_KEY} ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID`, `it's "theirs"`),
  ],
  [
    'a foreign key of a partitioned table in another schema',
    `CREATE SCHEMA "Shop; x"; CREATE TABLE "Shop; x".toys (id int, owner int, CONSTRAINT "of, whom" FOREIGN KEY (owner) REFERENCES owners) PARTITION BY RANGE (id);
     CREATE TABLE "Shop; x".toys_low PARTITION OF "Shop; x".toys FOR VALUES FROM (0) TO (10); INSERT INTO "Shop; x".toys VALUES (1, 1)`,
    takenOff('of, whom', OWNER_KEY, null, 'Shop; x'),
  ],
  [
    'a foreign key from what goes along',
    'CREATE TABLE keepers (boss int REFERENCES owners) INHERITS (owners)',
    { ...along(['public', 'keepers', 'r']), constraints: [] },
  ],
  [
    'partitions, of another schema too, and a key to the partitioned table',
    `DROP TABLE animals CASCADE; DROP TABLE owners; CREATE SCHEMA parts;
     CREATE TABLE owners (id int PRIMARY KEY, name text NOT NULL, role owners_role_enum) PARTITION BY RANGE (id); CREATE INDEX ON owners (name);
     CREATE TABLE owners_low PARTITION OF owners FOR VALUES FROM (0) TO (100);
     CREATE TABLE parts.owners_high PARTITION OF owners FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (id);
     CREATE TABLE parts.owners_higher PARTITION OF parts.owners_high DEFAULT;
     INSERT INTO owners VALUES (1, 'a'), (101, 'b'); CREATE TABLE toys (owner int REFERENCES owners); INSERT INTO toys VALUES (101)`,
    {
      ...along(['public', 'owners_low', 'r'], ['parts', 'owners_high', 'p'], ['parts', 'owners_higher', 'r']),
      ...takenOff('toys_owner_fkey', OWNER_KEY),
    },
  ],
  [
    'a function with a SQL body',
    'CREATE FUNCTION all_owners() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM owners; END',
    { staying: ['function all_owners()'] },
  ],
  ['a column of the row type', 'CREATE TABLE copies (original owners)', { staying: ['table copies'] }],
  [
    'a default that reads its sequence',
    `CREATE TABLE tickets (id int DEFAULT nextval('owners_id_seq'))`,
    { staying: ['default value for column id of table tickets'] },
  ],
  [
    "a temporary view, which can't go along",
    'CREATE TEMPORARY VIEW glimpse AS SELECT * FROM owners',
    { relations: [], staying: [expect.stringMatching(/^view pg_temp_\d+\.glimpse$/) as string] },
  ],
  [
    'a policy and a rule of another table',
    `CREATE TABLE toys (owner int); CREATE POLICY owned ON toys USING (owner IN (SELECT id FROM owners));
     CREATE RULE note AS ON INSERT TO toys DO ALSO UPDATE owners SET name = 'bought' WHERE id = NEW.owner`,
    { staying: ['policy owned on table toys', 'rule note on table toys'] },
  ],
  [
    'a trigger, a rule, a policy, a publication and statistics',
    `CREATE TRIGGER quiet BEFORE UPDATE ON owners FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
     CREATE RULE keep AS ON DELETE TO owners DO INSTEAD NOTHING; CREATE POLICY own ON owners USING (true); ALTER TABLE owners ENABLE ROW LEVEL SECURITY;
     CREATE PUBLICATION p FOR TABLE owners; CREATE PUBLICATION all_of_them FOR ${ALL_PUBLISHED} WITH (publish = 'insert'); CREATE STATISTICS s ON id, name FROM owners`,
    { relations: undefined, staying: [] },
  ],
];

const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it was done',
    ({ message }: Error) => message,
  );

describe('what is not of the app, and depends on its tables', () => {
  const database = useEmptiedDatabase();
  let dataSource: DataSource;
  let app: ResetApp;
  const state = () => stateOf(database.client);

  beforeEach(async () => {
    dataSource = await connectTo(database.url, ALL_ENTITIES);
    app = new ResetApp(dataSource, database.name);
    await app.create();
    await database.client.query(
      `INSERT INTO owners (name) SELECT g::text FROM generate_series(1, 10) g; INSERT INTO animals (name) VALUES ('Rex')`,
    );
  });
  afterEach(() => dataSource.destroy());

  it.each(KINDS)('goes along, is taken off or stays, and is brought back exactly: %s', async (_, sql, part) => {
    await database.client.query(sql);
    const before = await state();
    await expect(app.reset()).rejects.toThrow("These are not this app's, and depend on its tables");
    await expect(app.reset({ undo: false, includeDependents: true })).rejects.toThrow("These are not this app's");
    expect(await state()).toEqual(before);

    const { dependents } = await app.reset({ includeDependents: true });
    const told = dependents.filter(({ what }) => /^(materialized view|view|table|index|sequence) /.test(what));
    const named = part.staying?.filter((what) => !/^(policy|rule|function|default) /.test(what)) ?? [];
    expect(dependents.length).toBeGreaterThan(0);
    expect(told).toHaveLength((part.relations?.length ?? 0) + named.length);
    const { manifest } = (await app.trashes()).trashes[0]!;
    if (part.staying) expect(manifest.staying).toEqual(part.staying);
    if (part.constraints) expect(manifest.constraints).toEqual(part.constraints);
    if (part.relations) expect(manifest.relations.filter(({ managed }) => !managed)).toEqual(part.relations);
    await database.client.query(`INSERT INTO owners (name) VALUES ('meanwhile')`);

    await app.restore();
    expect(await state()).toEqual(before);
  });

  it.each([
    ['a partition', 'ALTER TABLE everyone ATTACH PARTITION owners DEFAULT', 'PARTITION BY RANGE (id)'],
    ['a child', 'ALTER TABLE owners INHERIT everyone', ''],
  ])(
    "stays, and keeps the reset and the restore from taking its rows: a parent of the app's table as %s",
    async (_, attach, kind) => {
      const parent = `CREATE TABLE everyone (id int NOT NULL, name varchar NOT NULL, role owners_role_enum NOT NULL) ${kind}; ${attach}`;
      await database.client.query(parent);
      const before = await state();
      for (const options of [{}, { includeDependents: true }, { undo: false }]) {
        expect(await refusal(app.reset(options))).toContain('whose rows they would lose:\n  - table everyone\nNothing');
      }
      expect(await state()).toEqual(before);
      const detach = /ALTER TABLE .*;/.exec(await refusal(app.reset()))![0];
      await database.client.query(`${detach} DROP TABLE everyone`);
      await app.reset();
      await database.client.query(parent);
      expect(await refusal(app.restore({ includeDependents: true }))).toContain('  - table everyone\n');
    },
  );
});
