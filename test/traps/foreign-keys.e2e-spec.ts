import type { ColumnType } from 'typeorm';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { entity, references, useTrapDatabase } from './support/trap-database';

/** Type of the new column, and the column that it refers to. */
type Column = readonly [type?: ColumnType, referred?: string];

describe('a foreign key from a new table to an existing one', () => {
  const trap = useTrapDatabase();
  const owners = entity('owners', { code: { type: 'text', unique: true }, size: { type: 'integer' } });
  const pets = (...[type, column]: Column) => entity('pets', { ownerId: references(owners, type, column) });
  const asIntended = 'CREATE TABLE owners (id integer PRIMARY KEY, code text UNIQUE, size integer)';

  it.each<readonly [string, string, Column]>([
    ['the types fit', asIntended, []],
    ['a bigint refers to an integer', asIntended, ['bigint']],
    ['a varchar refers to a text', asIntended, ['varchar', 'code']],
    [
      'the key is a unique index',
      'CREATE TABLE owners (id integer, code text, size integer); CREATE UNIQUE INDEX ON owners (id)',
      [],
    ],
    [
      'the table is partitioned',
      'CREATE TABLE owners (id integer PRIMARY KEY, code text, size integer) PARTITION BY RANGE (id)',
      [],
    ],
  ])('is made when %s', async (_when, owned, column) => {
    await trap.query(owned);
    const { created } = await createMissingTables(await trap.connect([owners, pets(...column)]));
    expect(created).toEqual(['public.pets']);
    expect(
      await trap.query(`SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = 'pets'::regclass`),
    ).toHaveLength(1);
  });

  it.each<readonly [string, string, Column, string]>([
    [
      '42804: the types do not compare',
      asIntended.replace('id integer', 'id uuid'),
      [],
      'public.pets (ownerId) can not refer to owners (id): the new column is integer, but public.owners.id is uuid.',
    ],
    [
      '42804: text to integer',
      asIntended,
      ['text'],
      'public.pets (ownerId) can not refer to owners (id): the new column is text, but public.owners.id is integer.',
    ],
    [
      '42P16: the parent is unlogged',
      asIntended.replace('CREATE', 'CREATE UNLOGGED'),
      [],
      'public.owners is unlogged, and a permanent table can not refer to it. As its owner: ALTER TABLE "public"."owners" SET LOGGED;',
    ],
    [
      '42830: no key at all',
      asIntended.replace('PRIMARY KEY', ''),
      [],
      'public.pets (ownerId) can not refer to owners (id): public.owners has no primary key or unique constraint on (id).',
    ],
    [
      '42830: a unique index of a part of the rows',
      `${asIntended.replace('PRIMARY KEY', '')}; CREATE UNIQUE INDEX ON owners (id) WHERE size > 0`,
      [],
      'public.owners has no primary key or unique constraint on (id).',
    ],
    [
      '42830: a unique index on an expression',
      `${asIntended.replace('PRIMARY KEY', '')}; CREATE UNIQUE INDEX ON owners (abs(id))`,
      [],
      'public.owners has no primary key or unique constraint on (id).',
    ],
    [
      '42830: a key on more columns',
      `${asIntended.replace('PRIMARY KEY', '')}; CREATE UNIQUE INDEX ON owners (id, size)`,
      [],
      'public.owners has no primary key or unique constraint on (id).',
    ],
    [
      '55000: a deferrable key',
      `${asIntended.replace('PRIMARY KEY', 'PRIMARY KEY DEFERRABLE')}`,
      [],
      'public.owners has no primary key or unique constraint on (id).',
    ],
    [
      'the column is missing',
      'CREATE TABLE owners (id integer PRIMARY KEY)',
      ['text', 'code'],
      'public.pets (ownerId) can not refer to owners (code): public.owners has no column code.',
    ],
  ])('%s: is detected before, both sides named, and nothing is created', async (_fault, owned, column, message) => {
    await trap.query(owned);
    const before = await trap.catalog();
    const dataSource = await trap.connect([owners, pets(...column), entity('others')]);
    const { problems } = await planMissingTables(dataSource);
    expect(problems).toEqual([expect.objectContaining({ code: 'foreign-key', relation: 'public.pets' })]);
    await expect(createMissingTables(dataSource)).rejects.toThrow(message);
    expect(await trap.catalog()).toEqual(before);
  });

  it('42809: the parent is a view: both are named', async () => {
    await trap.query('CREATE VIEW owners AS SELECT 1 AS id');
    const parent = entity('owners', {}, { synchronize: false });
    const dataSource = await trap.connect([parent, entity('pets', { ownerId: references(parent) }), entity('others')]);
    await expect(createMissingTables(dataSource)).rejects.toThrow(
      'public.pets (ownerId) can not refer to owners (id): public.owners is a view; a foreign key needs a table.',
    );
    expect(await trap.tables()).toEqual(['public.owners']);
  });

  it('42P01: the parent is absent and not ours to create: both are named', async () => {
    const parent = entity('owners', {}, { synchronize: false });
    const dataSource = await trap.connect([parent, entity('pets', { ownerId: references(parent) }), entity('others')]);
    await expect(createMissingTables(dataSource)).rejects.toThrow(
      'public.pets (ownerId) can not refer to owners (id): public.owners does not exist and no entity of this app creates it.',
    );
    expect(await trap.tables()).toEqual([]);
  });

  it('42501: the role lacks REFERENCES on the parent: an error with the GRANT, which helps', async () => {
    const role = await trap.role();
    await trap.query(
      `${asIntended}; GRANT SELECT ON owners TO ${role.name}; GRANT CREATE ON SCHEMA public TO ${role.name}`,
    );
    const dataSource = await trap.connect([owners, pets(), entity('others')], { url: role.url });
    const failure = (await createMissingTables(dataSource).catch((error: Error) => error)) as Error;
    const grant = `GRANT REFERENCES ON "public"."owners" TO "${role.name}";`;
    expect(failure.message).toContain(
      `public.pets (ownerId) can not refer to owners (id): role ${role.name} lacks the privilege REFERENCES. As `,
    );
    expect(failure.message).toContain(grant);
    expect(await trap.tables()).toEqual(['public.owners']);
    await trap.query(grant);
    expect((await createMissingTables(dataSource)).created).toEqual(['public.pets', 'public.others']);
  });

  it('42501: the role may not use the schema of the parent: an error with the GRANT, which helps', async () => {
    const role = await trap.role();
    await trap.query(`CREATE SCHEMA far; CREATE TABLE far.owners (id integer PRIMARY KEY);
      GRANT ALL ON far.owners TO ${role.name}; GRANT CREATE ON SCHEMA public TO ${role.name}`);
    const parent = entity('owners', {}, { schema: 'far' });
    const dataSource = await trap.connect([parent, entity('pets', { ownerId: references(parent) })], { url: role.url });
    const failure = (await createMissingTables(dataSource).catch((error: Error) => error)) as Error;
    const grant = `GRANT USAGE ON SCHEMA "far" TO "${role.name}";`;
    expect(failure.message).toContain(grant);
    await trap.query(grant);
    expect((await createMissingTables(dataSource)).created).toEqual(['public.pets']);
  });

  it('several faults are told at once', async () => {
    await trap.query('CREATE TABLE owners (id uuid PRIMARY KEY); CREATE VIEW others AS SELECT 1');
    const dataSource = await trap.connect([owners, pets(), entity('others')]);
    expect((await planMissingTables(dataSource)).problems.map(({ code }) => code).toSorted()).toEqual([
      'foreign-key',
      'name-conflict',
    ]);
  });

  it('changes nothing of the parent but that it has triggers now', async () => {
    await trap.query(`${asIntended}; INSERT INTO owners VALUES (1, 'a', 1)`);
    const facts = `SELECT oid, relfilenode, relnatts, relchecks, reltuples FROM pg_class WHERE relname = 'owners'`;
    const before = await trap.query(facts);
    await createMissingTables(await trap.connect([owners, pets()]));
    expect(await trap.query(facts)).toEqual(before);
  });
});
