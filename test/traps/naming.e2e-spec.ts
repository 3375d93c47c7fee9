import { Entity, EntitySchema, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { entity, references, useTrapDatabase } from './support/trap-database';

const indexed = (name: string, index: string) => entity(name, {}, { indices: [{ name: index, columns: ['id'] }] });
const keyTo = (parent: string, name: string) => references(entity(parent), 'integer', 'id', name);

describe('what name does the table have?', () => {
  const trap = useTrapDatabase();

  describe('names longer than 63 bytes', () => {
    const umlauts = `a${'ä'.repeat(40)}`;
    const emoji = `${'🐾'.repeat(15)}abc🐾`;

    it.each([
      ['ASCII', 'x'.repeat(80), 'x'.repeat(63)],
      ['of two bytes a character, cut between characters', umlauts, `a${'ä'.repeat(31)}`],
      ['of four bytes a character, cut between characters', emoji, `${'🐾'.repeat(15)}abc`],
      ['63 characters, but more bytes', 'é'.repeat(63), 'é'.repeat(31)],
    ])('%s: created once, and present ever after', async (_kind, long, stored) => {
      const child = entity('children', { parentId: references(entity(long)) });
      const dataSource = await trap.connect([entity(long, { [`${long}c`]: { type: 'text', unique: true } }), child]);
      expect((await createMissingTables(dataSource)).created).toEqual([`public.${stored}`, 'public.children']);
      expect(await trap.tables()).toContain(`public.${stored}`);
      expect(await createMissingTables(dataSource)).toMatchObject({ created: [], existing: 2, warnings: [] });
    });

    it('two entities whose names are cut to one: an error that names both', async () => {
      const [one, two] = [`${'ä'.repeat(31)}ab`, `${'ä'.repeat(31)}ac`];
      const dataSource = await trap.connect([entity(one), entity(two)]);
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        new RegExp(`"${one}"\\) and .*"${two}"\\) get the same table: PostgreSQL cuts both names at 63 bytes`),
      );
      expect(await trap.tables()).toEqual([]);
    });

    it('two columns whose names are cut to one: an error that names both', async () => {
      const [one, two] = [`${'c'.repeat(63)}1`, `${'c'.repeat(63)}2`];
      const dataSource = await trap.connect([entity('things', { [one]: { type: 'text' }, [two]: { type: 'text' } })]);
      await expect(createMissingTables(dataSource)).rejects.toThrow(new RegExp(`things.*${one}.*${two}.*63 bytes`));
    });
  });

  describe('search_path', () => {
    const things = entity('things');

    it('a table of that name in a later schema: a warning that the new one hides it', async () => {
      await trap.query(`CREATE SCHEMA later; CREATE TABLE later.things (id integer);
        ALTER DATABASE ${trap.name} SET search_path = public, later`);
      const { created, warnings } = await createMissingTables(await trap.connect([things]));
      expect(created).toEqual(['public.things']);
      expect(warnings).toEqual([expect.objectContaining({ code: 'search-path', relation: 'public.things' })]);
      expect(warnings[0]!.message).toContain('is created although later.things is in the search_path too');
    });

    it('a table of that name in a schema outside of the path is none of our business', async () => {
      await trap.query('CREATE SCHEMA later; CREATE TABLE later.things (id integer)');
      expect((await createMissingTables(await trap.connect([things]))).warnings).toEqual([]);
    });

    it.each([
      ['a table', things, 'SELECT', []],
      [
        "another schema's table with a foreign key",
        entity('bills', { thingId: references(things) }, { schema: 'app' }),
        'CREATE TABLE things (id integer PRIMARY KEY)',
        ['public.things'],
      ],
    ])(
      'that leads elsewhere on a new connection: an error for %s, as bare names would go there',
      async (_, missing, before, there) => {
        const role = await trap.role();
        await trap.query(`${before}; CREATE SCHEMA app; CREATE SCHEMA elsewhere;
          GRANT SELECT, REFERENCES ON ALL TABLES IN SCHEMA public TO ${role.name};
          GRANT CREATE, USAGE ON SCHEMA public, app, elsewhere TO ${role.name}`);
        const dataSource = await trap.connect([things, missing], { url: role.url });
        await trap.query(`ALTER ROLE ${role.name} SET search_path = elsewhere`);
        const first = dataSource.createQueryRunner();
        await first.connect();
        await expect(createMissingTables(dataSource)).rejects.toThrow(
          'The search_path of this connection leads to elsewhere, expected public as when the DataSource was initialized',
        );
        await first.release();
        expect(await trap.tables()).toEqual(there);
      },
    );

    it('"$user", and an entity in a schema of the role\'s name, which would move all others there: an error', async () => {
      const role = await trap.role();
      await trap.query(
        `GRANT CREATE ON SCHEMA public TO ${role.name}; GRANT CREATE ON DATABASE ${trap.name} TO ${role.name}`,
      );
      const entities = [things, entity('bills', {}, { schema: role.name })];
      const create = async () => (await createMissingTables(await trap.connect(entities, { url: role.url }))).created;
      const failure: Error = await create().then(String, (error) => error);
      expect(failure.message).toContain(
        `Schema ${role.name} does not exist, and the search_path ("$user", public) names it before public`,
      );
      expect(await trap.tables()).toEqual([]);
      await trap.query(/ALTER ROLE .* SET search_path = "public";/.exec(failure.message)![0]);
      expect(await create()).toEqual(['public.things', `${role.name}.bills`]);
    });

    it('a schema that it names in capitals without quotes, and that an entity would make, would move all others there', async () => {
      const entities = [things, entity('bills', {}, { schema: 'later' })];
      const url = `${trap.url}?options=-c%20search_path=LATER,public`;
      await expect(createMissingTables(await trap.connect(entities, { url }))).rejects.toThrow(
        'Schema later does not exist, and the search_path (LATER,public) names it before public',
      );
      expect(await trap.tables()).toEqual([]);
    });

    it('the first schema that exists is meant', async () => {
      await trap.query(`CREATE SCHEMA second; ALTER DATABASE ${trap.name} SET search_path = first, second, public`);
      expect((await createMissingTables(await trap.connect([things]))).created).toEqual(['second.things']);
    });

    it('leads nowhere (current_schema() is NULL): an error that says so, and nothing is created', async () => {
      await trap.query(`ALTER DATABASE ${trap.name} SET search_path = nowhere`);
      const creation = trap.connect([things]).then((dataSource) => createMissingTables(dataSource));
      await expect(creation).rejects.toMatchObject({ name: 'LifecycleConfigurationError', exitCode: 2 });
      await expect(creation).rejects.toThrow(/No schema of the search_path .*exists.*\n.*CREATE SCHEMA/);
      expect(await trap.tables()).toEqual([]);
    });
  });

  it('a twin that differs only in case: a warning', async () => {
    await trap.query('CREATE TABLE "Users" (id integer)');
    const { created, warnings } = await createMissingTables(await trap.connect([entity('users')]));
    expect(created).toEqual(['public.users']);
    expect(warnings).toEqual([expect.objectContaining({ code: 'case-twin', relation: 'public.users' })]);
    expect(warnings[0]!.message).toContain('beside public.Users, whose name differs only in upper and lower case');
  });

  describe('characters', () => {
    it.each([
      ['a quote in a table', entity('my"table'), 'table "my\\"table"'],
      ['a dot in a table', entity('my.table'), 'table "my.table"'],
      ['a quote in a schema', entity('things', {}, { schema: 'my"schema' }), 'schema "my\\"schema"'],
      ['a dot in a schema', entity('things', {}, { schema: 'my.schema' }), 'schema "my.schema"'],
      ['a quote in a column', entity('things', { 'a"b': { type: 'text' } }), 'column "a\\"b"'],
      [
        'a quote in an enum type',
        entity('things', { kind: { type: 'enum', enum: ['a'], enumName: 'k"e' } }),
        'enum type "k\\"e"',
      ],
      ['NUL in a schema', entity('things', {}, { schema: 'a\0b' }), 'schema "a\\u0000b"'],
      ['NUL in a table', entity('my\0table'), 'table "my\\u0000table"'],
      ['a quote in an index', entity('things', {}, { indices: [{ name: 'i"x', columns: ['id'] }] }), 'index "i\\"x"'],
      [
        'a quote in a constraint',
        entity('things', {}, { checks: [{ name: 'c"k', expression: 'id > 0' }] }),
        'constraint "c\\"k"',
      ],
      [
        'a dot in an enum type',
        entity('things', { kind: { type: 'enum', enum: ['a'], enumName: 'types.kind' } }),
        'enum type "types.kind"',
      ],
    ])('%s: an error that names the entity, and nothing is sent', async (_what, schema, name) => {
      const dataSource = await trap.connect([schema]);
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        `Entity ${schema.options.name}: the ${name} holds a character`,
      );
      expect(await trap.tables()).toEqual([]);
    });

    it('a table that is there all the same is left alone, and the others are made', async () => {
      await trap.query(`CREATE TABLE "my""table" (id integer PRIMARY KEY, kind text)`);
      const made = entity('my"table', { kind: { type: 'enum', enum: ['a', 'a'] } });
      const dataSource = await trap.connect([made, entity('things')]);
      expect((await createMissingTables(dataSource)).created).toEqual(['public.things']);
    });

    it('a single quote in a default: an error that shows how to write it', async () => {
      const dataSource = await trap.connect([entity('things', { a: { type: 'text', default: `it's` } })]);
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        `Entity things: the default "it's" of column a holds a single quote, which TypeORM does not escape. Double it: "it''s"`,
      );
      expect(await trap.tables()).toEqual([]);
    });

    it.each([
      ['longer than 63 bytes', ['a', 'é'.repeat(32)], 'is longer than 63 bytes. Shorten it.'],
      ['given twice', ['a', 'b', 'a'], 'the enum label "a" of column kind is there twice. Take one out.'],
    ])('a label %s: an error of the plan', async (_what, labels, fault) => {
      const dataSource = await trap.connect([entity('things', { kind: { type: 'enum', enum: labels } })]);
      await expect(createMissingTables(dataSource)).rejects.toThrow(fault);
      expect(await trap.tables()).toEqual([]);
    });

    it.each([
      ['a label', { a: { type: 'enum', enum: ['a\0b'] } }],
      ['a default', { a: { type: 'text', default: 'a\0b' } }],
      ['an expression', { a: { type: 'text', default: () => `'\0'` } }],
    ] as const)('NUL in %s: an error of the plan, as it would cut the message', async (_what, columns) => {
      const dataSource = await trap.connect([entity('things', columns as never)]);
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        "public.things (entity things): one of its texts (a default, an enum label, a check, a condition or a view's query) holds the character NUL (\\0)",
      );
      expect(await trap.tables()).toEqual([]);
    });

    it('all others, in tables, columns, schemas, labels, comments and indexes, are created as they are', async () => {
      const name = `Tëst 表 $1 %s \\ ;--/*`;
      const odd = new EntitySchema({
        name: 'Odd',
        tableName: name,
        schema: `Schéma $1 ;`,
        columns: {
          id: { type: 'integer', primary: true },
          text: { type: 'text', name: `${name} column`, comment: `it's $1 "quoted" \\`, default: `''; DROP` },
          kind: { type: 'enum', enum: [`it's`, '$1', '"', 'ä;'] },
        },
        indices: [{ name: `${name} index`, columns: ['text'] }],
      });
      const dataSource = await trap.connect([odd]);
      expect((await createMissingTables(dataSource)).created).toEqual([`Schéma $1 ;.${name}`]);
      expect(await createMissingTables(dataSource)).toMatchObject({ created: [], existing: 1, warnings: [] });
      const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    });
  });

  describe('a name given twice: an error before anything is made that names both', () => {
    it.each<readonly [string, EntitySchema[], string, string]>([
      [
        'an index of two tables',
        [indexed('one', 'ix'), indexed('two', 'ix')],
        'public.two: the name "ix" is given to the index (id) of public.one and to the index (id) of public.two.',
        'relation "ix" already exists',
      ],
      [
        'an index and a table',
        [indexed('one', 'two'), entity('two')],
        'public.two: the name "two" is given to the index (id) of public.one and to the table public.two.',
        'relation "two" already exists',
      ],
      [
        'names that are cut to one',
        [indexed('one', `${'i'.repeat(63)}1`), indexed('two', 'i'.repeat(64))],
        `public.two: the name "${'i'.repeat(63)}" is given to`,
        `relation "${'i'.repeat(63)}" already exists`,
      ],
      [
        'an enum type and a table',
        [entity('one', { state: { type: 'enum', enum: ['a'], enumName: 'states' } }), entity('states')],
        'public.states: the name "states" is given to the enum type of state of public.one and to the table public.states.',
        'type "states" already exists',
      ],
      [
        'two checks of one table',
        [entity('one', {}, { checks: [1, 2].map((n) => ({ name: 'c', expression: `id > ${n}` })) })],
        'public.one: the name "c" is given to a check constraint of public.one and to a check constraint of public.one.',
        'check constraint "c" already exists',
      ],
      [
        'two foreign keys, of which one was left out without a word',
        [entity('owners'), entity('pets', { a: keyTo('owners', 'fk'), b: keyTo('owners', 'fk') })],
        'public.pets: the name "fk" is given to the foreign key (a) to owners of public.pets and to the foreign key (b) to owners of public.pets.',
        'constraint "fk" for relation "pets" already exists',
      ],
    ])('%s', async (_what, entities, told, byServer) => {
      const dataSource = await trap.connect(entities);
      await expect(dataSource.synchronize()).rejects.toThrow(byServer);
      await expect(createMissingTables(dataSource)).rejects.toThrow(told);
      expect(await trap.tables()).toEqual([]);
    });

    it('two relations of one column to different tables: neither key is left out', async () => {
      @Entity('one')
      class One {
        @PrimaryGeneratedColumn() id: number;
      }
      @Entity('two')
      class Two {
        @PrimaryGeneratedColumn() id: number;
        @ManyToOne(() => One) @JoinColumn({ name: 'other' }) one: One;
        @ManyToOne(() => Two) @JoinColumn({ name: 'other' }) two: Two;
      }
      await expect(createMissingTables(await trap.connect([One, Two]))).rejects.toThrow(
        /the name "FK_\w+" is given to the foreign key \(other\) to One of public\.two and to the foreign key \(other\) to Two of public\.two/,
      );
    });

    it.each([
      ['that of the primary key', [{ name: 'u', columns: ['id'] }]],
      ['that of another', ['u', 'u'].map((name) => ({ name, columns: ['code'] }))],
    ])('but not for a unique constraint on the columns of %s, which PostgreSQL makes once', async (_what, uniques) => {
      const tables = ['one', 'two'].map((name) => {
        const own = uniques.map((unique) => ({
          ...unique,
          name: name === 'two' && unique.columns[0] === 'code' ? 'v' : 'u',
        }));
        return entity(name, { code: { type: 'text' } }, { uniques: own });
      });
      expect((await createMissingTables(await trap.connect(tables))).created).toHaveLength(2);
    });
  });

  describe('two entities on one table', () => {
    const rich = entity('things', { label: { type: 'text' } });
    const poor = new EntitySchema({
      name: 'Poor',
      tableName: 'things',
      columns: { id: { type: 'integer', primary: true }, colour: { type: 'text' } },
    });

    it('it is made once, and the columns that the other lacks are reported', async () => {
      const { created, statements, warnings } = await createMissingTables(await trap.connect([rich, poor]));
      expect(created).toEqual(['public.things']);
      expect(statements.filter((sql) => sql.startsWith('CREATE TABLE "things"'))).toHaveLength(1);
      expect(warnings).toEqual([expect.objectContaining({ code: 'shared-table', relation: 'public.things' })]);
      expect(warnings[0]!.message).toContain('Poor would also need: colour');
    });

    it('an explicit junction entity and a @JoinTable of the same name: the entity makes it, with all of its columns', async () => {
      const cats = entity('cats');
      const dogs = entity('dogs', {}, {
        relations: {
          cats: {
            type: 'many-to-many',
            target: 'cats',
            joinTable: {
              name: 'friends',
              joinColumn: { name: 'dogId', referencedColumnName: 'id' },
              inverseJoinColumn: { name: 'catId', referencedColumnName: 'id' },
            },
          },
        },
      } as never);
      const friends = new EntitySchema({
        name: 'Friend',
        tableName: 'friends',
        columns: {
          dogId: { type: 'integer', primary: true },
          catId: { type: 'integer', primary: true },
          since: { type: 'date', nullable: true },
        },
      });
      const dataSource = await trap.connect([dogs, cats, friends]);
      const { created, statements, warnings } = await createMissingTables(dataSource);
      expect(created.toSorted()).toEqual(['public.cats', 'public.dogs', 'public.friends']);
      expect(statements.filter((sql) => sql.startsWith('CREATE TABLE "friends"'))).toEqual([
        expect.stringContaining('"since" date'),
      ]);
      expect(
        statements
          .filter((sql) => sql.includes('"friends"'))
          .join()
          .match(/CONSTRAINT "FK_\w+" FOREIGN KEY/g),
      ).toHaveLength(2);
      expect(warnings).toEqual([]);
      expect(await createMissingTables(dataSource)).toMatchObject({ created: [], warnings: [] });
    });
  });

  it('a @JoinTable of the name of another entity, which lacks its columns: made without the keys, and reported', async () => {
    const dogs = entity('dogs', {}, {
      relations: { friends: { type: 'many-to-many', target: 'dogs', joinTable: { name: 'cats' } } },
    } as never);
    const { created, warnings } = await createMissingTables(await trap.connect([dogs, entity('cats')]));
    expect(created.toSorted()).toEqual(['public.cats', 'public.dogs']);
    expect(warnings).toEqual([expect.objectContaining({ code: 'shared-table', relation: 'public.cats' })]);
  });

  it('zero entities matched by a glob: an error with the globs', async () => {
    const dataSource = await trap.connect(['/no/where/*.entity.ts']);
    await expect(createMissingTables(dataSource)).rejects.toThrow(
      'No entities found: no file matched /no/where/*.entity.ts',
    );
    await expect(planMissingTables(dataSource)).rejects.toThrow('No entities found');
  });

  it('an empty list of entities: an error', async () => {
    const dataSource = await trap.connect([]);
    await expect(createMissingTables(dataSource)).rejects.toThrow('the DataSource option "entities" is empty');
  });

  describe("the entity's schema does not exist", () => {
    const things = entity('things', { kind: { type: 'enum', enum: ['a'], enumName: 'kind' } }, { schema: 'shop' });

    it('it is created first, in the same transaction', async () => {
      const { created, statements } = await createMissingTables(await trap.connect([things, entity('others')]));
      expect(created).toEqual(['shop.things', 'public.others']);
      expect(statements.slice(0, 2)).toEqual(['CREATE SCHEMA "shop"', `CREATE TYPE "shop"."kind" AS ENUM('a')`]);
    });

    it('it is the one of the DataSource: journal and tables go there', async () => {
      const dataSource = await trap.connect([entity('things')], { schema: 'tenant' });
      expect((await createMissingTables(dataSource)).created).toEqual(['tenant.things']);
      expect(
        await trap.query(
          `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'tenant'::regnamespace ORDER BY 1`,
        ),
      ).toEqual([{ relname: 'database_lifecycle_journal' }, { relname: 'things' }]);
      expect((await createMissingTables(dataSource)).created).toEqual([]);
    });

    it('the role may not create it: an error with the GRANT, and nothing is created', async () => {
      const role = await trap.role();
      await trap.query(`GRANT CREATE ON SCHEMA public TO ${role.name}`);
      const dataSource = await trap.connect([things, entity('others')], { url: role.url });
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        `Role ${role.name} may not create schema shop. As its owner or a superuser: GRANT CREATE ON DATABASE "${trap.name}" TO "${role.name}";`,
      );
      expect(await trap.tables()).toEqual([]);
    });

    it.each([
      ['create tables in it', 'USAGE'],
      ['use it', 'CREATE'],
      ['do either', 'TEMPORARY'],
    ])('the role may not %s: an error with the GRANT, which helps', async (_what, privilege) => {
      const role = await trap.role();
      const on = privilege === 'TEMPORARY' ? `DATABASE ${trap.name}` : 'SCHEMA shop';
      await trap.query(`CREATE SCHEMA shop; GRANT ${privilege} ON ${on} TO ${role.name}`);
      const dataSource = await trap.connect([things], { url: role.url, schema: 'shop' });
      const failure = await createMissingTables(dataSource).catch((error: Error) => error);
      const grant = `GRANT CREATE, USAGE ON SCHEMA "shop" TO "${role.name}";`;
      expect((failure as Error).message).toContain(grant);
      await trap.query(grant);
      expect((await createMissingTables(dataSource)).created).toEqual(['shop.things']);
    });
  });

  it('a letter that the encoding of the database lacks: an error that says what helps', async () => {
    const latin1 = `${trap.name}_latin1`;
    const url = new URL(trap.url);
    url.pathname = latin1;
    await trap.query(`CREATE DATABASE ${latin1} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    try {
      const dataSource = await trap.connect([entity('猫')], { url: url.href });
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        'The encoding of this database has no such letter (SHOW server_encoding)',
      );
      await dataSource.destroy();
    } finally {
      await trap.query(`DROP DATABASE ${latin1} WITH (FORCE)`);
    }
  });
});
