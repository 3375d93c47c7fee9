import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EntitySchema,
  type EntitySchemaColumnOptions,
  type EntitySchemaOptions,
  type MigrationInterface,
} from 'typeorm';
import { migration } from '../migrations/support/migration.factory';
import { appOn, callCli, json, type CliAnswer } from '../cli/support';
import { readCatalog } from '../support/catalog';
import { createEmptyDatabase, type TestDatabase } from '../support/test-database';

type Columns = Record<string, EntitySchemaColumnOptions>;

/** An entity of a table whose key is called as PostgreSQL calls it. */
const entity = (name: string, columns: Columns, options: Partial<EntitySchemaOptions<object>> = {}) =>
  new EntitySchema<object>({
    name,
    columns: { id: { type: 'int', primary: true, primaryKeyConstraintName: 'owners_pkey' }, ...columns },
    ...options,
  } as EntitySchemaOptions<object>);

const text: EntitySchemaColumnOptions = { type: 'text', nullable: true };
const int: EntitySchemaColumnOptions = { type: 'int', nullable: true };

/** Its numbers come from sequences. */
const counting = (type: 'int' | 'bigint') =>
  entity('owners', {
    // TypeORM's type of these options lacks it.
    id: { type, primary: true, generated: 'identity' as never, primaryKeyConstraintName: 'owners_pkey' },
    no: { type, generated: 'increment' },
  });

const stated = (labels: string[]) =>
  entity('owners', {
    state: { type: 'enum', enum: labels, nullable: true },
    no: { type: 'int', nullable: true, default: () => 'number()' },
  });

/** One that says all that it inherits, as TypeORM has it. */
const parentAndChild = (labels: string[], more: Columns, check: string) => {
  const state = { type: 'enum', enum: labels, nullable: true } as const;
  const checks = [{ name: 'grown', expression: check }];
  const id = { type: 'int', primary: true, primaryKeyConstraintName: 'owners_2_pkey' } as const;
  return [
    entity('owners', { ...more, state }, { checks }),
    entity('owners_2', { ...more, id, state: { ...state, enumName: 'owners_state_enum' } }, { checks }),
  ];
};

const doubling = (type: 'int' | 'bigint') =>
  entity(
    'owners',
    {
      age: { type, nullable: true },
      twice: { type: 'int', asExpression: 'age * 2', generatedType: 'STORED', nullable: true },
    },
    { checks: [{ name: 'grown', expression: 'age > 0' }], indices: [{ name: 'by_twice', columns: ['twice'] }] },
  );

const butAge = (catalog: string[]) => catalog.filter((line) => !/^(?:column public.owners.age|row) /.test(line));

const OWNERS = 'CREATE TABLE owners (id int PRIMARY KEY, name text, age int)';

describe('migration:generate beside what migrations made by hand', () => {
  let database: TestDatabase;
  let directory: string;
  let migrations: (new () => MigrationInterface)[];

  const call = (argv: string[], entities: EntitySchema<object>[]): Promise<CliAnswer> =>
    callCli(appOn(database.url, { entities, providers: [], dataSource: { migrations } }), argv, {
      migrationsDirectory: directory,
    });

  const fine = async (argv: string[], entities: EntitySchema<object>[]): Promise<CliAnswer> => {
    const answer = await call(argv, entities);
    expect({ argv, exitCode: answer.exitCode, stderr: answer.stderr }).toEqual({ argv, exitCode: 0, stderr: '' });
    return answer;
  };

  /** Generates, has the app know what was written, and runs it; then all agree. */
  async function changed(entities: EntitySchema<object>[], flags: string[] = []): Promise<string[]> {
    const { generated } = json<{ generated: { file: string }[] }>(
      await fine(['migration:generate', 'Change', '--json', ...flags], entities),
    );
    for (const { file } of generated)
      migrations.push(...Object.values(require(file) as Record<string, new () => MigrationInterface>));
    await fine(['migration:run'], entities);
    await fine(['db:drift'], entities);
    return Promise.all(generated.map(({ file }) => readFile(file, 'utf8')));
  }

  beforeEach(async () => {
    database = await createEmptyDatabase();
    directory = await mkdtemp(join(tmpdir(), 'by-hand-'));
    migrations = [];
  });
  afterEach(async () => {
    await database.drop();
    await rm(directory, { recursive: true });
  });

  it('an extension stays in the schema that a migration has put it in', async () => {
    await database.query(`ALTER DATABASE ${database.name} SET search_path = public, extensions`);
    migrations.push(
      migration(
        1,
        [
          'CREATE SCHEMA extensions',
          'CREATE EXTENSION citext SCHEMA extensions',
          `CREATE TABLE owners (id int PRIMARY KEY, name extensions.citext NOT NULL DEFAULT 'nobody')`,
        ],
        ['DROP TABLE owners', 'DROP EXTENSION citext', 'DROP SCHEMA extensions'],
      ),
    );
    const name: EntitySchemaColumnOptions = { type: 'citext', default: 'nobody' };
    expect(await changed([entity('owners', { name })])).toEqual([]);
    const [source] = await changed([entity('owners', { name, nick: { type: 'citext', nullable: true } })]);
    expect(source).toContain('ADD COLUMN "nick" extensions.citext');
    expect(source).not.toContain('"name"');
  });

  it('a sequence that counts for a column becomes its own, and counts on', async () => {
    migrations.push(
      migration(
        1,
        [
          'CREATE SEQUENCE owners_id_seq',
          `CREATE TABLE owners (id int DEFAULT nextval('owners_id_seq') PRIMARY KEY, name text)`,
        ],
        ['DROP TABLE owners', 'DROP SEQUENCE owners_id_seq'],
      ),
    );
    const id = { type: 'int', primary: true, generated: 'increment', primaryKeyConstraintName: 'owners_pkey' } as const;
    const Owner = new EntitySchema<object>({
      name: 'owners',
      columns: { id, name: text },
    } as EntitySchemaOptions<object>);
    await fine(['migration:run'], [Owner]);
    await database.query(`INSERT INTO owners (name) VALUES ('Ann'), ('Bob')`);
    const [source] = await changed([Owner]);
    expect(source).not.toMatch(/DROP SEQUENCE|CREATE SEQUENCE|setval/);
    expect(await database.query(`INSERT INTO owners (name) VALUES ('Cid') RETURNING id`)).toEqual([{ id: 3 }]);
    await fine(['migration:revert', '--allow-data-loss'], [Owner]);
    expect(await database.query(`INSERT INTO owners (name) VALUES ('Dot') RETURNING id`)).toEqual([{ id: 4 }]);
  });

  describe('a table that is partitioned', () => {
    const id: EntitySchemaColumnOptions = { type: 'int', primary: true, primaryKeyConstraintName: 'visits_pkey' };
    const keeper: EntitySchemaColumnOptions = { type: 'int', nullable: true };
    const Owner = entity('owners', { name: text, age: int });

    beforeEach(async () => {
      migrations.push(
        migration(
          1,
          [
            OWNERS,
            'CREATE TABLE visits (id int PRIMARY KEY, reason text) PARTITION BY RANGE (id)',
            'CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM (0) TO (1000)',
            'CREATE TABLE visits_2 (reason text, id int NOT NULL)',
            'ALTER TABLE visits ATTACH PARTITION visits_2 FOR VALUES FROM (1000) TO (2000)',
          ],
          ['DROP TABLE visits, owners'],
        ),
      );
      await fine(['migration:run'], [Owner]);
      await database.query(`INSERT INTO visits VALUES (1, 'cough'), (1001, 'teeth')`);
    });

    it('is no difference, and is changed with its partitions', async () => {
      expect(await changed([Owner, entity('visits', { id, reason: text })])).toEqual([]);
      const sources = await changed([
        Owner,
        entity(
          'visits',
          { id, reason: { type: 'text' }, weight: int, keeper },
          {
            indices: [{ name: 'by_weight', columns: ['weight'] }],
            checks: [{ name: 'heavy', expression: 'weight > 0' }],
            uniques: [{ name: 'once', columns: ['id', 'weight'] }],
            foreignKeys: [{ target: 'owners', columnNames: ['keeper'], referencedColumnNames: ['id'] }],
          },
        ),
      ]);
      expect(sources).toHaveLength(2);
      expect(sources[0]).toContain('CREATE INDEX by_weight ON visits USING btree (weight)');
      expect(sources[0]).toContain('CHECK ((weight > 0)) NOT VALID');
      // PostgreSQL before 18 does not take NOT VALID here.
      expect(sources[0]).toMatch(/FOREIGN KEY \(keeper\) REFERENCES owners\(id\)`/);
      expect(sources[1]).toContain('VALIDATE CONSTRAINT "heavy"');
      await database.query(`INSERT INTO visits VALUES (2, 'cough', 3)`);
      await expect(database.query(`INSERT INTO visits VALUES (1002, 'teeth', -1)`)).rejects.toThrow('heavy');
      expect(await database.query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_weight'::regclass`)).toEqual([
        { indisvalid: true },
      ]);
    });

    it('is left alone where no entity has it; of another table that none has is told what keeps it', async () => {
      expect(await changed([Owner])).toEqual([]);
      migrations.push(migration(2, ['CREATE SCHEMA old; CREATE TABLE old.pets (id int)'], ['DROP SCHEMA old CASCADE']));
      const keep = `Is a table to stay that no entity has, give it one: @Entity('pets', { schema: 'old', synchronize: false })`;
      for (const argv of [['migration:check'], ['migration:generate', 'Change']]) {
        const { stdout, stderr } = await call(argv, [Owner]);
        expect(stdout + stderr).toContain(keep);
      }
      const Pet = entity('pets', {}, { schema: 'old', synchronize: false });
      expect(await changed([Owner, Pet])).toEqual([]);
    });

    it('keeps its partitions under another name', async () => {
      const renamed = entity('visits', { id, why: text }, { tableName: 'calls' });
      await changed([Owner, renamed], ['--rename', 'visits:calls,visits.reason:why']);
      expect(await database.query('SELECT why FROM calls ORDER BY id')).toEqual([{ why: 'cough' }, { why: 'teeth' }]);
    });

    it('what a partition has beyond its table is told', async () => {
      await database.query('CREATE INDEX mine ON visits_1 (reason)');
      const { exitCode, stdout } = await call(['db:drift'], [Owner, entity('visits', { id, reason: text })]);
      expect(stdout).toContain('index public.visits_1.mine is not expected');
      expect(exitCode).toBe(3);
    });
  });

  it('children of a table stay, and are changed with it, whether or not they have an entity', async () => {
    migrations.push(
      migration(
        1,
        [
          `CREATE TYPE owners_state_enum AS ENUM ('new', 'old')`,
          'CREATE TABLE owners (id int PRIMARY KEY, name text, age int CONSTRAINT grown CHECK (age > 0), state owners_state_enum)',
          'CREATE TABLE owners_1 (past text, CONSTRAINT few CHECK (id < 100)) INHERITS (owners)',
          'CREATE TABLE owners_2 (CONSTRAINT owners_2_pkey PRIMARY KEY (id)) INHERITS (owners)',
        ],
        ['DROP TABLE owners CASCADE', 'DROP TYPE owners_state_enum'],
      ),
    );
    expect(await changed(parentAndChild(['new', 'old'], { name: text, age: int }, 'age > 0'))).toEqual([]);
    await database.query(`INSERT INTO owners_1 (id, name, age, state) VALUES (1, 'Ada', 36, 'old')`);
    const years: EntitySchemaColumnOptions = { type: 'bigint', nullable: true };
    await changed(parentAndChild(['old', 'new'], { name: text, years, nick: text }, 'years > 0'), [
      '--rename',
      'owners.age:years',
    ]);
    expect(await database.query('SELECT id, name, years, state, nick FROM owners_1')).toEqual([
      { id: 1, name: 'Ada', years: '36', state: 'old', nick: null },
    ]);
  });

  const view = ['CREATE VIEW adults AS SELECT id, name, age FROM owners WHERE age > 17', 'DROP VIEW adults'];
  const trigger = [
    `CREATE FUNCTION greet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE CONSTRAINT TRIGGER greeting AFTER INSERT ON owners DEFERRABLE FOR EACH ROW EXECUTE FUNCTION greet()`,
    'DROP TRIGGER greeting ON owners; DROP FUNCTION greet()',
  ];
  const index = [
    `CREATE INDEX loud ON owners (upper(name));
     CREATE UNIQUE INDEX latest ON owners (age DESC) INCLUDE (id);
     CREATE INDEX searched ON owners (name text_pattern_ops) WHERE age > 17`,
    'DROP INDEX searched; DROP INDEX latest; DROP INDEX loud',
  ];

  const constraint = [
    `ALTER TABLE owners ADD CONSTRAINT grown CHECK (age > 0) NOT VALID;
     ALTER TABLE owners ADD CONSTRAINT mortal CHECK (age < 200) NO INHERIT;
     ALTER TABLE owners ADD CONSTRAINT once UNIQUE (name) INCLUDE (age);
     ALTER TABLE owners ADD CONSTRAINT guided FOREIGN KEY (id) REFERENCES owners (id) NOT VALID`,
    `ALTER TABLE owners DROP CONSTRAINT guided, DROP CONSTRAINT once, DROP CONSTRAINT mortal, DROP CONSTRAINT grown`,
  ];

  const columns: Columns = { name: text, age: int };
  const toKeepers = { wanted: columns, options: { tableName: 'keepers' }, flags: ['--rename', 'owners:keepers'] };

  interface Outlived {
    readonly what: string;
    readonly change: string;
    readonly hand: string[];
    readonly wanted: Columns;
    readonly options?: Partial<EntitySchemaOptions<object>>;
    readonly flags?: string[];
  }

  it.each<Outlived>([
    {
      what: 'a view',
      change: 'the rename of a column',
      hand: view,
      wanted: { full_name: text, age: int },
      flags: ['--rename', 'owners.name:full_name'],
    },
    { what: 'a view', change: 'the rename of its table', hand: view, ...toKeepers },
    {
      what: 'a view',
      change: 'other types',
      hand: view,
      wanted: { name: { ...text, type: 'varchar' }, age: { ...int, type: 'bigint' } },
    },
    { what: 'a constraint trigger', change: 'the rename of its table', hand: trigger, ...toKeepers },
    {
      what: 'an index of more than columns',
      change: 'a column more',
      hand: index,
      wanted: { name: text, age: int, phone: text },
    },
    { what: 'an index of more than columns', change: 'the rename of its table', hand: index, ...toKeepers },
    {
      what: 'an index of more than columns',
      change: 'the rename of a column',
      hand: index,
      wanted: { full_name: text, age: int },
      flags: ['--rename', 'owners.name:full_name'],
    },
    {
      what: 'a unique index with more columns',
      change: 'a new column',
      hand: ['CREATE UNIQUE INDEX loud ON owners (name) INCLUDE (age)', 'DROP INDEX loud'],
      wanted: { ...columns, phone: text },
    },
    {
      what: 'a constraint that no entity can ask for',
      change: 'a column more',
      hand: constraint,
      wanted: { ...columns, phone: text },
    },
    {
      what: 'a constraint that no entity can ask for',
      change: 'the rename of a column and its table',
      hand: constraint,
      wanted: { name: text, years: int },
      options: { tableName: 'keepers' },
      flags: ['--rename', 'owners:keepers,owners.age:years'],
    },
  ])('$what outlives $change', async ({ hand: [make, drop], wanted, options, flags }) => {
    migrations.push(migration(1, [OWNERS], ['DROP TABLE owners']), migration(2, [make!], [drop!]));
    await fine(['migration:run'], [entity('owners', columns)]);
    await database.query(`INSERT INTO owners VALUES (1, 'Ada', 36), (2, 'Ben', 7)`);
    const sources = await changed([entity('owners', wanted, options)], flags);
    expect(sources.join('')).not.toMatch(/TRIGGER|INDEX|CONSTRAINT/);
    if (make === view[0])
      expect(await database.query('SELECT id, name, age::int FROM adults')).toEqual([{ id: 1, name: 'Ada', age: 36 }]);
  });

  it('what an entity asks for stays with what was added to it by hand, called as the entity says', async () => {
    const own = `CREATE TABLE owners (id int, name text, age int, CONSTRAINT key PRIMARY KEY (id) INCLUDE (name),
      CONSTRAINT once UNIQUE (name) INCLUDE (age), CONSTRAINT grown CHECK (age > 0) NO INHERIT)`;
    const later = 'ALTER TABLE owners ADD CONSTRAINT mortal CHECK (age < 200) NOT VALID';
    migrations.push(migration(1, [own, later], ['DROP TABLE owners']));
    const Owner = entity('owners', columns, {
      uniques: [{ name: 'called_once', columns: ['name'] }],
      checks: [
        { name: 'grown', expression: 'age > 0' },
        { name: 'sane', expression: 'age < 200' },
      ],
    });
    const sources = (await changed([Owner])).join('');
    expect(sources).not.toMatch(/ADD CONSTRAINT "(?!sane)/);
    expect(sources).toContain('VALIDATE CONSTRAINT "sane"');
    const made = await database.query(`SELECT conname AS name, pg_get_constraintdef(oid) AS definition
      FROM pg_constraint WHERE conrelid = 'owners'::regclass AND contype <> 'n' ORDER BY 1`);
    expect(made).toEqual([
      { name: 'called_once', definition: 'UNIQUE (name) INCLUDE (age)' },
      { name: 'grown', definition: 'CHECK ((age > 0)) NO INHERIT' },
      { name: 'owners_pkey', definition: 'PRIMARY KEY (id) INCLUDE (name)' },
      { name: 'sane', definition: 'CHECK ((age < 200))' },
    ]);
  });

  it('is no drift of a database that never saw a migration, unless an entity could ask for it', async () => {
    for (const sql of [OWNERS, index[0]!, constraint[0]!]) await database.query(sql);
    await fine(['db:drift'], [entity('owners', columns)]);
    await database.query('CREATE INDEX plain ON owners (age)');
    const { stdout, exitCode } = await call(['db:drift'], [entity('owners', columns)]);
    expect(stdout).toContain('not what the entities ask for, 1 difference');
    expect(exitCode).toBe(3);
  });

  it('an index that no entity can ask for goes with its column', async () => {
    migrations.push(migration(1, [OWNERS], ['DROP TABLE owners']), migration(2, [index[0]!], [index[1]!]));
    await fine(['migration:run'], [entity('owners', columns)]);
    await changed([entity('owners', { age: int })], ['--allow-data-loss']);
    expect(await database.query(`SELECT FROM pg_class WHERE relname = 'loud'`)).toEqual([]);
  });

  it('what an entity could ask for is told, and dropped', async () => {
    const plain = migration(
      2,
      [
        'CREATE INDEX quiet ON owners (age) WHERE age > 17',
        `ALTER TABLE owners ADD CONSTRAINT "it's" CHECK (age > 0), ADD CONSTRAINT apart EXCLUDE (age WITH =) DEFERRABLE`,
        `COMMENT ON COLUMN owners.name IS 'As in the passport'`,
      ],
      [
        'COMMENT ON COLUMN owners.name IS NULL',
        `ALTER TABLE owners DROP CONSTRAINT apart, DROP CONSTRAINT "it's"`,
        'DROP INDEX quiet',
      ],
    );
    migrations.push(migration(1, [OWNERS], ['DROP TABLE owners']), plain);
    const Owner = entity('owners', columns);
    await fine(['migration:run'], [Owner]);
    for (const command of ['migration:check', 'db:drift']) {
      const { stdout } = await call([command], [Owner]);
      expect(stdout).toContain('index public.owners.quiet is not expected');
      expect(stdout).toContain(`say so on its entity: @Index('quiet', { synchronize: false })`);
      expect(stdout).toContain(
        `Is a constraint to stay as a migration made it, say so on its entity: @Check('it\\'s', `,
      );
    }
    const { stdout } = await call(['migration:generate', 'Change', '--dry-run'], [Owner]);
    expect(stdout.slice(0, stdout.indexOf('import type')).trim().split('\n')).toEqual([
      '🗑️ It drops what the entities do not ask for:',
      '   column public.owners.name: comment As in the passport',
      `   constraint public.owners.it's: CHECK ((age > 0))`,
      '   constraint public.owners.apart: EXCLUDE USING btree (age WITH =) DEFERRABLE',
      '   index public.owners.quiet: CREATE INDEX quiet ON public.owners USING btree (age) WHERE (age > 17)',
      `  -> Is an index to stay as a migration made it, say so on its entity: @Index('quiet', { synchronize: false })`,
      `  -> Is a constraint to stay as a migration made it, say so on its entity: @Check('it\\'s', \`(age > 0)\`)`,
    ]);
    const said = entity('owners', { age: int, name: { ...text, comment: 'As in the passport' } }, {
      checks: [{ name: `it's`, expression: '(age > 0)' }],
      exclusions: [{ name: 'apart', expression: 'USING btree (age WITH =)', deferrable: 'INITIALLY IMMEDIATE' }],
      indices: [{ name: 'quiet', synchronize: false }],
    } as object);
    // TypeORM wants an extension for every exclusion.
    expect((await changed([said])).join('')).not.toMatch(/TABLE|INDEX|COMMENT/);
    expect((await changed([Owner])).join('')).toContain('DROP INDEX CONCURRENTLY IF EXISTS "quiet"');
  });

  it('an index of more than columns is dropped along with one of them, and another type makes it anew', async () => {
    migrations.push(migration(1, [OWNERS], ['DROP TABLE owners']), migration(2, [index[0]!], [index[1]!]));
    const entities = [entity('owners', { name: { ...text, type: 'varchar' } })];
    await changed(entities, ['--allow-data-loss']);
    expect(
      await database.query(`SELECT indexname AS name FROM pg_indexes WHERE indexname ~ '^(loud|latest|searched)$'`),
    ).toEqual([{ name: 'loud' }]);
  });

  it('an index of columns alone is asked of the entities, also where a foreign key refers to them', async () => {
    const make = [
      'CREATE INDEX plain ON owners (name, age) WHERE age > 17',
      'CREATE INDEX hashed ON owners USING hash (id)',
      'ALTER TABLE owners ADD CONSTRAINT guided FOREIGN KEY (age) REFERENCES owners',
    ];
    migrations.push(migration(1, [OWNERS, ...make], ['DROP TABLE owners']));
    const Owner = entity('owners', columns, {
      foreignKeys: [{ name: 'guided', target: 'owners', columnNames: ['age'], referencedColumnNames: ['id'] }],
    });
    const sources = (await changed([Owner])).join('');
    for (const name of ['plain', 'hashed']) expect(sources).toContain(`DROP INDEX CONCURRENTLY IF EXISTS "${name}"`);
  });

  it('a sequence counts on as a migration has set it, within what another type of its column holds', async () => {
    const table = `CREATE TABLE owners (id int GENERATED BY DEFAULT AS IDENTITY (START 1000 INCREMENT 10 CACHE 20)
      CONSTRAINT owners_pkey PRIMARY KEY, no serial)`;
    const tuned = 'ALTER SEQUENCE owners_no_seq INCREMENT 2 MINVALUE -5 CYCLE';
    migrations.push(migration(1, [table, tuned], ['DROP TABLE owners']));
    expect(await changed([counting('int')])).toEqual([]);
    await changed([counting('bigint')]);
    const sequences = await database.query(`SELECT seqincrement::int AS by, seqmin::int AS least, seqcycle AS cycles,
      seqmax AS most FROM pg_sequence JOIN pg_class ON oid = seqrelid WHERE relname ~ '^owners' ORDER BY relname`);
    const most = '9223372036854775807';
    expect(sequences).toEqual([
      { by: 10, least: 1, cycles: false, most },
      { by: 2, least: -5, cycles: true, most },
    ]);
  });

  it('an enum that a function takes is compared, where the entities need another function', async () => {
    migrations.push(
      migration(
        1,
        [
          `CREATE FUNCTION number() RETURNS int LANGUAGE sql AS 'SELECT 7'`,
          `CREATE TYPE owners_state_enum AS ENUM ('new', 'old')`,
          `CREATE FUNCTION is_new(owners_state_enum) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
          'CREATE TABLE owners (id int PRIMARY KEY, state owners_state_enum, no int DEFAULT number())',
        ],
        ['DROP TABLE owners', 'DROP FUNCTION is_new, number', 'DROP TYPE owners_state_enum'],
      ),
    );
    await fine(['migration:check'], [stated(['new', 'old'])]);
    expect((await call(['migration:check'], [stated(['new', 'worn', 'old'])])).stdout).toContain(
      `enum public.owners_state_enum: labels is 'new', 'old', expected 'new', 'worn', 'old'`,
    );
  });

  it('what says the same default in another way is left alone', async () => {
    const table = `CREATE TABLE owners (id int PRIMARY KEY, name varchar DEFAULT 'x'::text,
      price numeric NOT NULL DEFAULT 0, visits bigint NOT NULL DEFAULT -1, made timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), seen timestamptz DEFAULT CURRENT_TIMESTAMP)`;
    migrations.push(migration(1, [table], ['DROP TABLE owners']));
    const entities = [
      entity('owners', {
        name: { type: 'varchar', nullable: true, default: 'x' },
        price: { type: 'numeric', default: 0 },
        visits: { type: 'bigint', default: -1 },
        made: { type: 'timestamptz', precision: 3, createDate: true, default: () => 'CURRENT_TIMESTAMP(3)' },
        seen: { type: 'timestamptz', nullable: true, default: () => 'now()' },
      }),
    ];
    await fine(['migration:run'], entities);
    for (const argv of [['migration:check'], ['db:drift']]) await fine(argv, entities);
    expect((await fine(['migration:generate', 'Nothing'], entities)).stdout).toContain('Nothing has changed');
  });

  describe('a list of texts, which PostgreSQL prints otherwise once it was run as printed', () => {
    const list = `name IN ('a', 'b')`;
    const name = { type: 'varchar', nullable: true } as const;
    const Owner = entity('owners', { name }, { checks: [{ name: 'known', expression: list }] } as object);

    it('is no drift in a database that was restored from a dump', async () => {
      const table = `CREATE TABLE owners (id int PRIMARY KEY, name varchar, CONSTRAINT known CHECK (${list}))`;
      const more = `CREATE VIEW chosen AS SELECT id FROM owners WHERE ${list}; CREATE INDEX few ON owners (lower(name)) WHERE ${list}`;
      migrations.push(migration(1, [table, more], ['DROP VIEW chosen', 'DROP TABLE owners']));
      await fine(['migration:run'], [Owner]);
      const texts = () =>
        database.query(`SELECT pg_get_constraintdef(c.oid) AS known,
        pg_get_indexdef('few'::regclass) AS few, pg_get_viewdef('chosen') AS chosen
        FROM pg_constraint c WHERE conname = 'known'`) as Promise<Record<'known' | 'few' | 'chosen', string>[]>;
      const [before] = await texts();
      await database.query(`ALTER TABLE owners DROP CONSTRAINT known, ADD CONSTRAINT known ${before!.known};
        CREATE OR REPLACE VIEW chosen AS ${before!.chosen} DROP INDEX few; ${before!.few}`);
      const [after] = await texts();
      for (const part of ['known', 'few', 'chosen'] as const) expect(after![part]).not.toBe(before![part]);
      await fine(['db:drift'], [Owner]);
      await database.query('DELETE FROM migrations');
      await fine(['migration:stamp', '--all'], [Owner]);
    });

    it('may come and go: down() makes the same again', async () => {
      migrations.push(migration(1, ['CREATE TABLE owners (id int PRIMARY KEY, name varchar)'], ['DROP TABLE owners']));
      expect((await changed([Owner])).join('')).toContain('ADD CONSTRAINT "known" CHECK');
      expect((await changed([entity('owners', { name })])).join('')).toContain('DROP CONSTRAINT "known"');
    });
  });

  it('privileges, comments and the like of what is made anew are put back, by down() too', async () => {
    const table = `CREATE TABLE owners (id int PRIMARY KEY, age int, twice int GENERATED ALWAYS AS (age * 2) STORED,
      CONSTRAINT grown CHECK (age > 0))`;
    const hung = `GRANT SELECT (twice), REFERENCES (twice) ON owners TO PUBLIC;
      ALTER TABLE owners ALTER twice SET STATISTICS 700; CREATE INDEX by_twice ON owners (twice);
      ALTER TABLE owners CLUSTER ON by_twice; COMMENT ON INDEX by_twice IS 'for the report';
      COMMENT ON CONSTRAINT grown ON owners IS 'it''s law'`;
    migrations.push(migration(1, [table, hung], ['DROP TABLE owners']));
    await changed([doubling('int')]);
    const before = await readCatalog(database.url);
    const target = () =>
      database.query(
        `SELECT attstattarget AS n FROM pg_attribute WHERE attrelid = 'owners'::regclass AND attname = 'twice'`,
      );
    await changed([doubling('bigint')]);
    const after = await readCatalog(database.url);
    expect(butAge(after)).toEqual(butAge(before));
    expect(await target()).toEqual([{ n: 700 }]);
    await fine(['migration:revert', '--steps', '2'], [doubling('bigint')]);
    expect(butAge(await readCatalog(database.url))).toEqual(butAge(before));
    expect(await target()).toEqual([{ n: 700 }]);
  });

  it('a view that can not be made anew is shown', async () => {
    migrations.push(migration(1, [OWNERS], ['DROP TABLE owners']), migration(2, [view[0]!], [view[1]!]));
    const flags = ['--allow-data-loss', '--no-rename'];
    const { exitCode, stderr } = await call(['migration:generate', 'Change', ...flags], [entity('keepers', {})]);
    expect(stderr).toMatch(/relation "owners" does not exist\n {5}CREATE VIEW "adults" AS SELECT .* FROM owners/);
    expect(exitCode).toBe(1);
  });

  it('what is in the way of a change is named', async () => {
    migrations.push(
      migration(1, [OWNERS], ['DROP TABLE owners']),
      migration(2, ['CREATE POLICY mine ON owners USING (age > 0)'], ['DROP POLICY mine ON owners']),
    );
    const Owner = entity('owners', { name: text, age: { ...int, type: 'bigint' } });
    const { exitCode, stderr } = await call(['migration:generate', 'Change'], [Owner]);
    expect(stderr).toContain(
      'cannot alter type of a column used in a policy definition (policy mine on table owners depends on column "age")',
    );
    expect(exitCode).toBe(1);
  });
});
