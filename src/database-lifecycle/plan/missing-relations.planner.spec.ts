import { EntitySchema, ViewEntity } from 'typeorm';
import { offline, planOffline } from '../../../test/traps/support/offline';
import { entity, references } from '../../../test/traps/support/trap-database';
import { statementHash } from './statement.hash';

const sqlOf = ({ batches }: Awaited<ReturnType<typeof planOffline>>): string[] =>
  batches.flatMap(({ statements }) => statements.map(({ sql }) => sql));

/** Where each foreign key is made: in CREATE TABLE, or by ALTER TABLE afterwards. */
const keysOf = (plan: Awaited<ReturnType<typeof planOffline>>): string[] =>
  sqlOf(plan).flatMap((sql) => {
    const [form] = /^(CREATE|ALTER) TABLE "\w+"/.exec(sql) ?? [];
    return [...sql.matchAll(/REFERENCES "(\w+)"/g)].map(([, parent]) => `${form} to ${parent}`);
  });

const UNSTAMPED = {
  database: 'app',
  role: 'app',
  exists: true,
  taken: false,
  readable: true,
  writable: true,
  detailed: false,
  stamp: null,
};

describe('planMissingRelations', () => {
  const owners = entity('owners');
  const pets = entity('pets', { ownerId: references(owners) });

  /** The table of owners, as it is found. */
  const parent = {
    schema: 'public',
    name: 'owners',
    relkind: 'r',
    owner: 'app',
    mayUseSchema: true,
    unlogged: false,
    mayReference: true,
    columns: [{ name: 'id', type: 'integer' }],
    keys: [['id']],
  };

  it('plans nothing when nothing is missing', async () => {
    const plan = await planOffline(await offline([owners, pets]), ['public.owners', 'public.pets']);
    expect(plan).toEqual({ batches: [], problems: [], warnings: [] });
  });

  it('is plain data: it survives JSON, and two runs give the same', async () => {
    const dataSource = await offline([owners, pets]);
    const plan = await planOffline(dataSource);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(await planOffline(dataSource)).toEqual(plan);
  });

  it('creates tables with their keys, parents first, then records it', async () => {
    const plan = await planOffline(await offline([pets, owners]));
    expect(sqlOf(plan).map((sql) => sql.split(' (')[0])).toEqual([
      'CREATE TABLE "owners"',
      'CREATE TABLE "pets"',
      'INSERT INTO "public"."journal"',
    ]);
    expect(keysOf(plan)).toEqual(['CREATE TABLE "pets" to owners']);
    expect(plan.batches[0]!.creates).toEqual(['public.owners', 'public.pets']);
  });

  it('makes a key afterwards where its parent is not made before: in a circle, and of a table to itself', async () => {
    const toEggs = references(entity('eggs'));
    const hens = entity('hens', { eggId: toEggs });
    const eggs = entity('eggs', { henId: references(hens), twinId: toEggs });
    expect(keysOf(await planOffline(await offline([hens, eggs])))).toEqual([
      'CREATE TABLE "eggs" to hens',
      'ALTER TABLE "hens" to eggs',
      'ALTER TABLE "eggs" to eggs',
    ]);
  });

  it('makes the journal together with its first entry, which is the stamp of the environment', async () => {
    const journalState = { ...UNSTAMPED, exists: false, readable: false };
    const sql = sqlOf(await planOffline(await offline([owners]), [], { journalState }));
    expect(sql.at(-2)).toMatch(/^CREATE TABLE "public"\."journal"/);
    expect(sql.at(-1)).toBe(
      `INSERT INTO "public"."journal" ("event", "name", "environment", "details") VALUES ` +
        `('environment', 'test', 'test', '{"result":"done","host":"here"}'::jsonb), ` +
        `('create', 'public.owners', 'test', '{"result":"done","plan":"${statementHash(sql.slice(0, -2))}","host":"here"}'::jsonb` +
        ` || jsonb_build_object('durationMs', round(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000)))`,
    );
  });

  it('adds entries without details to a journal that was made before there were any', async () => {
    const journalState = UNSTAMPED;
    const sql = sqlOf(await planOffline(await offline([owners]), [], { journalState }));
    expect(sql.at(-1)).toBe(
      `INSERT INTO "public"."journal" ("event", "name", "environment") VALUES ('environment', 'test', 'test'), ('create', 'public.owners', 'test')`,
    );
  });

  it('plans only what is missing', async () => {
    const dataSource = await offline([owners, pets]);
    const plan = await planOffline(dataSource, ['public.owners'], { details: { parents: [parent] } });
    expect(plan.problems).toEqual([]);
    expect(sqlOf(plan).filter((sql) => sql.includes('"owners" ('))).toEqual([]);
    expect(plan.batches[0]!.creates).toEqual(['public.pets']);
  });

  it('makes a key afterwards where another entity of its parent asks for the index that it may refer to', async () => {
    const codes = entity('codes', { code: { type: 'integer' } });
    const indexed = entity(
      'codes',
      { code: { type: 'integer' } },
      { name: 'indexed', indices: [{ columns: ['code'], unique: true }] },
    );
    const prices = entity('prices', { code: references(codes, 'integer', 'code') });
    const plan = await planOffline(await offline([codes, indexed, prices]));
    expect(sqlOf(plan).filter((sql) => sql.startsWith('CREATE UNIQUE INDEX'))).toHaveLength(1);
    expect(keysOf(plan)).toEqual(['ALTER TABLE "prices" to codes']);
  });

  it('makes a key to what is there behind all tables, so that it is locked no longer than needed', async () => {
    const plan = await planOffline(await offline([owners, pets]), ['public.owners'], {
      details: { parents: [parent] },
    });
    expect(keysOf(plan)).toEqual(['ALTER TABLE "pets" to owners']);
  });

  it('creates missing schemas and extensions before all tables, each once', async () => {
    const things = ['one', 'two'].map((name) => entity(name, { tag: { type: 'citext' } }, { schema: 'shop' }));
    const plan = await planOffline(await offline(things), [], {
      details: { extensions: [{ name: 'citext', installed: false }] },
    });
    expect(sqlOf(plan).slice(0, 2)).toEqual(['CREATE SCHEMA "shop"', 'CREATE EXTENSION IF NOT EXISTS "citext"']);
    expect(
      sqlOf(plan)
        .join('\n')
        .match(/CREATE (SCHEMA|EXTENSION)/g),
    ).toHaveLength(2);
  });

  it('creates nothing at all when there is a problem', async () => {
    const kinds = entity('kinds', { kind: { type: 'enum', enum: ['a'] } });
    const plan = await planOffline(await offline([owners, kinds]), [], {
      details: { types: [{ schema: 'public', name: 'kinds_kind_enum', labels: ['b'], owner: 'app', mayUse: true }] },
    });
    expect(plan).toMatchObject({ batches: [], problems: [{ code: 'enum-labels', relation: 'public.kinds' }] });
  });

  it('every statement tells what it belongs to', async () => {
    const { batches } = await planOffline(await offline([pets, owners]));
    expect(batches[0]!.statements.map(({ target }) => target)).toEqual([
      'public.owners',
      'public.pets',
      'public.journal',
    ]);
  });

  it('keeps a dollar and a quote of a default, a comment and an expression', async () => {
    const odd = new EntitySchema({
      name: 'Odd',
      tableName: 'odd',
      columns: {
        id: { type: 'integer', primary: true },
        price: { type: 'text', default: '$1', comment: `it's $2` },
        label: { type: 'text', asExpression: `price || ' $1; it''s'`, generatedType: 'STORED' },
      },
    });
    const sql = sqlOf(await planOffline(await offline([odd]))).join('\n');
    expect(sql).toContain(`DEFAULT '$1'`);
    expect(sql).toContain(`IS 'it''s $2'`);
    expect(sql).toContain(`GENERATED ALWAYS AS (price || ' $1; it''s') STORED`);
    expect(sql).toContain(`'price || '' $1; it''''s'''`);
  });

  it('records views and generated columns in typeorm_metadata, made first, and only where there are some', async () => {
    @ViewEntity({ name: 'ones', expression: 'SELECT 1 AS n' })
    class Ones {}
    const dataSource = await offline([owners, Ones]);
    const plan = await planOffline(dataSource);
    expect(plan.batches[0]!.creates).toEqual(['public.typeorm_metadata', 'public.owners', 'public.ones']);
    const withView = await planOffline(dataSource, ['public.ones']);
    expect(withView.batches[0]!.creates).toEqual(['public.owners']);
  });
});
