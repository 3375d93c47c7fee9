import { Column, Entity, Index, PrimaryColumn, ViewEntity, type EntitySchema } from 'typeorm';
import type { ViewEntityOptions } from 'typeorm/decorator/options/ViewEntityOptions.js';
import { createMissingTables } from '../../src/database-lifecycle';
import { entity, references, useTrapDatabase } from './support/trap-database';

const permutations = <Item>(items: readonly Item[]): Item[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));

const priced = (expression: string, options = {}) =>
  entity('orders', { total: { type: 'integer', asExpression: expression, generatedType: 'STORED' } }, options);

const CHAIN: Record<string, Partial<ViewEntityOptions>> = {
  First: { expression: 'SELECT 1 AS n' },
  Second: { expression: 'SELECT n + 1 AS n FROM "First"', dependsOn: ['First'] },
  Third: { expression: 'SELECT n + 1 AS n FROM "Second"', dependsOn: ['Second'], materialized: true },
};

/** New classes each time: TypeORM keeps to the order in which the decorators ran. */
const declareViews = (names: readonly string[], options: Partial<ViewEntityOptions> = {}): (new () => object)[] =>
  names.map((name) => {
    const view = { [name]: class {} }[name]!;
    ViewEntity({ name, ...CHAIN[name], ...options })(view);
    return view;
  });

describe('what the DDL must be', () => {
  const trap = useTrapDatabase();

  /** What TypeORM would still do, were it asked to synchronize. */
  async function drift(entities: (EntitySchema | (new () => object))[]): Promise<string[]> {
    const dataSource = await trap.connect(entities);
    return (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
  }

  describe('rows of typeorm_metadata that a table dropped by hand left behind', () => {
    it.each([
      ['in the default schema', {}],
      ['in a schema of its own', { schema: 'shop' }],
    ])('are replaced, so that TypeORM sees no difference (%s)', async (_where, options) => {
      const path = 'schema' in options ? 'shop.orders' : 'public.orders';
      await createMissingTables(await trap.connect([priced('id * 2', options)]));
      await trap.query(`DROP TABLE ${path}`);
      const { statements } = await createMissingTables(await trap.connect([priced('id * 3', options)]));
      expect(statements).toContainEqual(expect.stringMatching(/^DELETE FROM .*"typeorm_metadata" WHERE/));
      expect(await trap.query(`SELECT value FROM typeorm_metadata`)).toEqual([{ value: 'id * 3' }]);
      expect(await drift([priced('id * 3', options)])).toEqual([]);
    });

    it('are the only ones: those of other tables, of other schemas too, stay', async () => {
      const elsewhere = priced('id * 5', { name: 'Elsewhere', schema: 'shop' });
      await createMissingTables(await trap.connect([priced('id * 2'), elsewhere]));
      await trap.query('DROP TABLE public.orders');
      await createMissingTables(await trap.connect([priced('id * 3'), elsewhere]));
      expect(await trap.query('SELECT schema, value FROM typeorm_metadata ORDER BY 1')).toEqual([
        { schema: 'public', value: 'id * 3' },
        { schema: 'shop', value: 'id * 5' },
      ]);
    });

    it("a view's row as well", async () => {
      @ViewEntity({ name: 'ones', expression: 'SELECT 1 AS n' })
      class Before {}
      @ViewEntity({ name: 'ones', expression: 'SELECT 2 AS n' })
      class After {}
      await createMissingTables(await trap.connect([Before]));
      await trap.query('DROP VIEW ones');
      await createMissingTables(await trap.connect([After]));
      expect(await trap.query('SELECT value FROM typeorm_metadata')).toEqual([{ value: 'SELECT 2 AS n' }]);
      expect(await drift([After])).toEqual([]);
    });

    it('of a table whose entity has no generated column any more go, too', async () => {
      await createMissingTables(await trap.connect([priced('id * 2')]));
      await trap.query('DROP TABLE orders');
      const plain = entity('orders', { total: { type: 'integer' } });
      await createMissingTables(await trap.connect([plain]));
      expect(await drift([plain])).toEqual([]);
    });
  });

  it('a view whose query ends with a semicolon and a comment is made, as with synchronize()', async () => {
    @ViewEntity({ name: 'ones', expression: 'SELECT 1 AS n; -- it is; all' })
    class Ones {}
    await createMissingTables(await trap.connect([Ones]));
    expect(await trap.query('SELECT n FROM ones')).toEqual([{ n: 1 }]);
  });

  describe('views that depend on each other', () => {
    it('without dependsOn, in the wrong order: told, with what to do', async () => {
      const dataSource = await trap.connect(declareViews(['Second', 'First'], { dependsOn: [] }));
      await expect(createMissingTables(dataSource)).rejects.toThrow(
        /relation "First" does not exist.*CREATE VIEW "Second".*-> A view names those that it reads: @ViewEntity\(\{ dependsOn: \[\.\.\.\] \}\)/s,
      );
      expect(await trap.tables()).toEqual([]);
    });

    it.each(permutations(Object.keys(CHAIN)).map((names) => [names.join(', '), names] as const))(
      'are created in an order that works, declared in the order %s',
      async (_order, names) => {
        const dataSource = await trap.connect(declareViews(names));
        const { created } = await createMissingTables(dataSource);
        expect(created).toEqual(['public.typeorm_metadata', 'public.First', 'public.Second', 'public.Third']);
        expect(await trap.query('SELECT n FROM "Third"')).toEqual([{ n: 3 }]);
        expect((await createMissingTables(dataSource)).created).toEqual([]);
      },
    );

    it('one of them is there: only the others are created', async () => {
      await createMissingTables(await trap.connect(declareViews(['First'])));
      const dataSource = await trap.connect(declareViews(['Third', 'Second', 'First']));
      expect((await createMissingTables(dataSource)).created).toEqual(['public.Second', 'public.Third']);
    });
  });

  it('a concurrent index can not be made in a transaction, and is a plain one on a new table', async () => {
    @Entity('pets')
    class Pet {
      @PrimaryColumn() id: number;
      @Index('pets_name', { concurrent: true }) @Column() name: string;
    }
    const { statements } = await createMissingTables(await trap.connect([Pet], { migrationsTransactionMode: 'none' }));
    expect(statements).toContainEqual(expect.stringMatching(/^CREATE INDEX "pets_name" ON "pets"/));
    expect(await trap.query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'pets_name'::regclass`)).toEqual([
      { indisvalid: true },
    ]);
  });

  describe('a left-over sequence', () => {
    it('of the name that a serial column would take: a warning, as TypeORM will not know the new one', async () => {
      await trap.query('CREATE SEQUENCE pets_id_seq');
      const pets = entity('pets', { id: { type: 'integer', primary: true, generated: 'increment' } });
      const { created, warnings } = await createMissingTables(await trap.connect([pets]));
      expect(created).toEqual(['public.pets']);
      expect(warnings).toEqual([expect.objectContaining({ code: 'left-over-sequence', relation: 'public.pets' })]);
      expect(await trap.query('INSERT INTO pets DEFAULT VALUES RETURNING id')).toEqual([{ id: 1 }]);
      expect(await drift([pets])).not.toEqual([]);
      await trap.query(/If nothing uses it: (.*)/.exec(warnings[0]!.message)![1]!);
      expect(await drift([pets])).toEqual([]);
    });

    it('goes unmentioned where no serial column wants it', async () => {
      await trap.query('CREATE SEQUENCE pets_id_seq');
      expect((await createMissingTables(await trap.connect([entity('pets')]))).warnings).toEqual([]);
    });
  });

  it('tables that refer to each other in a circle, and to themselves', async () => {
    const names = ['a', 'b', 'c'];
    const circle = names.map((name, index) =>
      entity(name, { next: references(entity(names[(index + 1) % 3]!)), self: references(entity(name)) }),
    );
    const dataSource = await trap.connect(circle);
    expect((await createMissingTables(dataSource)).created).toEqual(['public.a', 'public.b', 'public.c']);
    expect(await trap.query(`SELECT FROM pg_constraint WHERE contype = 'f'`)).toHaveLength(6);
    await trap.query('DROP TABLE b CASCADE');
    const { created, warnings } = await createMissingTables(dataSource);
    expect(created).toEqual(['public.b']);
    expect(warnings).toEqual([expect.objectContaining({ code: 'needs-migration', relation: 'public.a' })]);
  });

  it('synchronize: false is never touched, be it missing or different', async () => {
    await trap.query('CREATE TABLE different (other text)');
    const before = await trap.catalog();
    const entities = [
      entity('absent', {}, { synchronize: false }),
      entity('different', {}, { name: 'Different', synchronize: false }),
    ];
    expect(await createMissingTables(await trap.connect(entities))).toMatchObject({ created: [], warnings: [] });
    expect(await trap.catalog()).toEqual(before);
  });

  it('query-result-cache is created when the cache is on, and then works', async () => {
    const pets = entity('pets');
    expect((await createMissingTables(await trap.connect([pets]))).created).toEqual(['public.pets']);
    const dataSource = await trap.connect([pets], { cache: true });
    expect((await createMissingTables(dataSource)).created).toEqual(['public.query-result-cache']);
    expect(await dataSource.getRepository(pets).find({ cache: true })).toEqual([]);
    expect(await trap.query('SELECT count(*)::int AS n FROM "query-result-cache"')).toEqual([{ n: 1 }]);
    expect((await createMissingTables(dataSource)).created).toEqual([]);
  });
});
