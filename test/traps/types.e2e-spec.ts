import type { EntitySchema } from 'typeorm';
import { createMissingTables } from '../../src/database-lifecycle';
import { entity, useTrapDatabase } from './support/trap-database';

const pets = (labels: string[], enumName?: string) =>
  entity('pets', { kind: { type: 'enum', enum: labels, enumName } });
const shops = (labels: string[], enumName?: string) =>
  entity('shops', { sells: { type: 'enum', enum: labels, enumName, array: true } });

describe('a generated number', () => {
  const trap = useTrapDatabase();

  it('in a column of text, for which TypeORM writes no type: named with what helps, and nothing is created', async () => {
    const keys = entity('keys', { key: { type: String, generated: 'increment' } });
    const failure = await createMissingTables(await trap.connect([keys, entity('others')])).catch(String);
    expect(failure).toContain(
      'public.keys.key: its values are numbers that are generated, and its type is character varying',
    );
    expect(failure).toContain('nothing was changed');
    expect(await trap.tables()).toEqual([]);
  });

  it.each(['int', 'int2', 'bigint', 'smallint', Number] as const)('in one of %s: made', async (type) => {
    const keys = entity('keys', { key: { type, generated: 'increment' } });
    expect((await createMissingTables(await trap.connect([keys]))).created).toEqual(['public.keys']);
  });
});

describe('an enum type', () => {
  const trap = useTrapDatabase();

  it.each([
    ['other labels', `ENUM ('cat', 'fish')`, `the labels 'cat', 'fish'`],
    ['the labels in another order', `ENUM ('dog', 'cat')`, `the labels 'dog', 'cat'`],
    ['a label more', `ENUM ('cat', 'dog', 'fish')`, `the labels 'cat', 'dog', 'fish'`],
    ['no label', 'ENUM ()', 'the labels none'],
    ['another kind', '(cat integer)', 'another kind of type'],
  ])('left over with %s: reported with both, and nothing is created', async (_what, type, found) => {
    await trap.query(`CREATE TYPE pets_kind_enum AS ${type}`);
    const dataSource = await trap.connect([pets(['cat', 'dog']), entity('others')]);
    await expect(createMissingTables(dataSource)).rejects.toThrow(
      `public.pets.kind: type public.pets_kind_enum has ${found} in the database, expected 'cat', 'dog'.`,
    );
    expect(await trap.tables()).toEqual([]);
  });

  it('left over with the same labels: is used', async () => {
    await trap.query(`CREATE TYPE pets_kind_enum AS ENUM ('cat', 'dog')`);
    const dataSource = await trap.connect([pets(['cat', 'dog'])]);
    const { created, statements } = await createMissingTables(dataSource);
    expect(created).toEqual(['public.pets']);
    expect(statements.join()).not.toContain('CREATE TYPE');
    await trap.query(`INSERT INTO pets VALUES (1, 'dog')`);
  });

  it('shared by two new tables: is created once', async () => {
    const dataSource = await trap.connect([pets(['cat', 'dog'], 'species'), shops(['cat', 'dog'], 'species')]);
    const { created, statements } = await createMissingTables(dataSource);
    expect(created).toEqual(['public.pets', 'public.shops']);
    expect(statements.filter((sql) => sql.startsWith('CREATE TYPE'))).toEqual([
      `CREATE TYPE "public"."species" AS ENUM('cat', 'dog')`,
    ]);
  });

  it('shared with an existing table: is used', async () => {
    await createMissingTables(await trap.connect([pets(['cat', 'dog'], 'species')]));
    const dataSource = await trap.connect([pets(['cat', 'dog'], 'species'), shops(['cat', 'dog'], 'species')]);
    expect((await createMissingTables(dataSource)).created).toEqual(['public.shops']);
  });

  it('shared by two new tables with other labels: reported with both tables', async () => {
    const dataSource = await trap.connect([pets(['cat'], 'species'), shops(['dog'], 'species')]);
    await expect(createMissingTables(dataSource)).rejects.toThrow(
      `public.shops.sells: type public.species has the labels 'cat' in public.pets, expected 'dog'.`,
    );
  });

  it('of the same name in two schemas: each has its own', async () => {
    const there = entity('pets', { kind: { type: 'enum', enum: ['cow'] } }, { name: 'Cattle', schema: 'farm' });
    const dataSource = await trap.connect([pets(['cat']), there]);
    const { statements } = await createMissingTables(dataSource);
    expect(statements.filter((sql) => sql.startsWith('CREATE TYPE'))).toHaveLength(2);
  });

  it('that the role may not use: an error with the GRANT, which helps', async () => {
    const role = await trap.role();
    await trap.query(`GRANT CREATE ON SCHEMA public TO ${role.name};
      CREATE TYPE species AS ENUM ('cat'); REVOKE USAGE ON TYPE species FROM PUBLIC`);
    const dataSource = await trap.connect([pets(['cat'], 'species')], { url: role.url });
    const failure: Error = await createMissingTables(dataSource).catch((error) => error);
    expect(failure.message).toContain(`public.pets.kind: role ${role.name} may not use type public.species. As `);
    await trap.query(/GRANT USAGE ON TYPE .*;/.exec(failure.message)![0]);
    expect((await createMissingTables(dataSource)).created).toEqual(['public.pets']);
  });

  it('with a name longer than 63 bytes: left over with other labels is noticed all the same', async () => {
    const long = 'x'.repeat(70);
    await trap.query(`CREATE TYPE ${long} AS ENUM ('fish')`);
    await expect(createMissingTables(await trap.connect([pets(['cat'], long)]))).rejects.toThrow(
      `has the labels 'fish'`,
    );
  });

  it('named after a table so long that both names are cut to one: an error that names both', async () => {
    const cut = 'ä'.repeat(31);
    const dataSource = await trap.connect([entity('ä'.repeat(40), { kind: { type: 'enum', enum: ['cat'] } })]);
    await expect(createMissingTables(dataSource)).rejects.toThrow(
      `public.${cut}: the name "${cut}" is given to the table public.${cut} and to the enum type of kind of public.${cut}.`,
    );
    expect(await trap.tables()).toEqual([]);
  });
});

describe('an extension', () => {
  const trap = useTrapDatabase();
  const citext = entity('pets', { name: { type: 'citext' } });
  const isInstalled = (name: string) => trap.query('SELECT FROM pg_extension WHERE extname = $1', [name]);

  it('that the columns need is installed in the same transaction', async () => {
    const dataSource = await trap.connect([
      citext,
      entity('tags', { path: { type: 'ltree' }, more: { type: 'hstore' } }),
    ]);
    const { statements } = await createMissingTables(dataSource);
    expect(statements.slice(0, 3)).toEqual(
      ['citext', 'ltree', 'hstore'].map((name) => `CREATE EXTENSION IF NOT EXISTS "${name}"`),
    );
    expect(await isInstalled('hstore')).toHaveLength(1);
  });

  it('is gone again when a table can not be created', async () => {
    const broken = entity('broken', {}, { checks: [{ expression: 'no_such_column > 0' }] });
    const dataSource = await trap.connect([citext, broken]);
    await expect(createMissingTables(dataSource)).rejects.toThrow('no_such_column');
    expect(await isInstalled('citext')).toEqual([]);
  });

  it('that is there already is not asked for again, so any role will do', async () => {
    const role = await trap.role();
    await trap.query(`CREATE EXTENSION citext; GRANT CREATE ON SCHEMA public TO ${role.name}`);
    const dataSource = await trap.connect([citext], { url: role.url });
    expect((await createMissingTables(dataSource)).created).toEqual(['public.pets']);
  });

  it('uuid columns need none with pgcrypto, and uuid-ossp by default', async () => {
    const uuid = entity('keys', { key: { type: 'uuid', generated: 'uuid' } });
    const plain = await createMissingTables(await trap.connect([uuid]));
    expect(plain.statements[0]).toMatch(/^CREATE TABLE .* DEFAULT gen_random_uuid\(\)/);
    const other = entity('more', { key: { type: 'uuid', generated: 'uuid' } });
    const ossp = await createMissingTables(await trap.connect([other], { uuidExtension: 'uuid-ossp' }));
    expect(ossp.statements[0]).toBe('CREATE EXTENSION IF NOT EXISTS "uuid-ossp"');
  });

  it('that the server does not have is named, and nothing is created', async () => {
    const dataSource = await trap.connect([citext, entity('places', { at: { type: 'geometry' } })]);
    await expect(createMissingTables(dataSource)).rejects.toThrow(
      'public.places needs the extension "postgis", which this server does not have. Install it on the server',
    );
    expect(await trap.tables()).toEqual([]);
  });

  it.each<readonly [string, EntitySchema, object]>([
    ['citext', entity('words', { word: { type: 'citext' } }), {}],
    ['uuid-ossp', entity('keys', { key: { type: 'uuid', generated: 'uuid' } }), { uuidExtension: 'uuid-ossp' }],
  ])(
    '%s in a schema outside of the search_path: an error that tells what to add, which helps',
    async (extension, table, options) => {
      await trap.query(`CREATE SCHEMA tools; CREATE EXTENSION "${extension}" SCHEMA tools`);
      const failure: Error = await createMissingTables(await trap.connect([table], options)).catch((error) => error);
      expect(failure).toMatchObject({ name: 'LifecyclePlanError' });
      expect(failure.message).toContain(`needs the extension "${extension}", which is installed in schema tools`);
      const [path] = /search_path = .*;/.exec(failure.message)!;
      await trap.query(`ALTER DATABASE ${trap.name} SET ${path}`);
      expect((await createMissingTables(await trap.connect([table], options))).created).toHaveLength(1);
    },
  );

  it('outside of a search_path that was typed in the options of a connection: what to add is a list for SET', async () => {
    await trap.query('CREATE SCHEMA tools; CREATE EXTENSION citext SCHEMA tools; CREATE SCHEMA "user"');
    const words = entity('words', { word: { type: 'citext' } });
    const failure = await createMissingTables(
      await trap.connect([words], { url: `${trap.url}?options=-c%20search_path=user,PUBLIC` }),
    ).catch(String);
    expect(failure).toContain('SET search_path = "user", "public", "tools";');
  });

  it.each([
    ['for want of CREATE on the database', 'citext', 'Must have CREATE privilege on current database'],
    ['as only a superuser may', 'file_fdw', 'Must be superuser'],
  ])('that the role may not install, %s: an error with the statement, which helps', async (_why, extension, hint) => {
    const role = await trap.role();
    await trap.query(`GRANT CREATE ON SCHEMA public TO ${role.name}`);
    const dataSource = await trap.connect([entity('others')], { url: role.url, extensions: [extension] });
    const failure = await createMissingTables(dataSource).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'PlanExecutionError', message: expect.stringContaining(hint) });
    expect(await trap.tables()).toEqual([]);
    const install = /as a superuser: (CREATE EXTENSION .*;)/.exec((failure as Error).message)![1]!;
    await trap.query(install);
    expect((await createMissingTables(dataSource)).created).toEqual(['public.others']);
  });
});
