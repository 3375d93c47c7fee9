import {
  ChildEntity,
  Column,
  Entity,
  EntitySchema,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  ViewEntity,
  VirtualColumn,
} from 'typeorm';
import { offline } from '../../../test/traps/support/offline';
import { entity } from '../../../test/traps/support/trap-database';
import { collectManagedRelations } from './managed-relation.collector';

const collected = async (...[entities, options]: Parameters<typeof offline>) =>
  collectManagedRelations(await offline(entities, options));

const cacheOf = async (cache: unknown) =>
  (await collected([entity('one')], { cache })).relations
    .filter(({ kind }) => kind === 'cache')
    .map(({ name }) => name);

const isRecorded = async (...entities: (Function | EntitySchema)[]) =>
  (await collected([entity('one'), ...entities])).relations.some(({ kind }) => kind === 'metadata');

describe('collectManagedRelations', () => {
  it('tells tables, junctions, closures, views and service tables', async () => {
    @Entity()
    @Tree('closure-table')
    class Node {
      @PrimaryGeneratedColumn() id: number;
      @TreeParent() parent: Node;
      @TreeChildren() children: Node[];
    }
    @ViewEntity({ name: 'plain', expression: 'SELECT 1 AS n' })
    class Plain {}
    @ViewEntity({ name: 'kept', materialized: true, expression: 'SELECT 1 AS n' })
    class Kept {}
    const tags = entity('tags');
    const posts = entity('posts', {}, {
      relations: { tags: { type: 'many-to-many', target: 'tags', joinTable: { name: 'posts_tags' } } },
    } as never);
    const { relations } = await collected([Node, Plain, Kept, posts, tags], { cache: true });
    expect(relations.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
      'cache query-result-cache',
      'closure node_closure',
      'junction posts_tags',
      'materialized view kept',
      'metadata typeorm_metadata',
      'table node',
      'table posts',
      'table tags',
      'view plain',
    ]);
  });

  it('expects the stored columns only: those of children too, none of the virtual ones', async () => {
    @Entity('animals')
    @TableInheritance({ column: { type: 'text', name: 'kind' } })
    class Animal {
      @PrimaryColumn() id: number;
      @VirtualColumn({ query: (alias) => `SELECT 1 FROM ${alias}` }) rank: number;
    }
    @ChildEntity()
    class Cat extends Animal {
      @Column({ name: 'nine_lives' }) lives: number;
    }
    const { relations } = await collected([Animal, Cat]);
    expect(relations).toMatchObject([{ name: 'animals', entities: ['Animal'] }]);
    expect(relations[0]!.columns.toSorted()).toEqual(['id', 'kind', 'nine_lives']);
  });

  it('expects a column that two properties share once', async () => {
    @Entity('prices')
    class Price {
      @PrimaryColumn() id: number;
      @Column({ name: 'amount' }) gross: number;
      @Column({ name: 'amount' }) total: number;
    }
    expect((await collected([Price])).relations).toMatchObject([{ name: 'prices', columns: ['id', 'amount'] }]);
  });

  it("leaves out synchronize: false, and takes the DataSource's schema, prefix and naming", async () => {
    const { relations } = await collected(
      [entity('one'), entity('two', {}, { synchronize: false }), entity('three', {}, { schema: 'own' })],
      {
        schema: 'tenant',
        entityPrefix: 'app_',
      },
    );
    expect(relations.map(({ schema, name }) => `${schema}.${name}`)).toEqual(['tenant.app_one', 'own.app_three']);
  });

  it('takes the cache table where the cache is the database, under its name', async () => {
    expect(await cacheOf({ type: 'database', tableName: 'answers' })).toEqual(['answers']);
    expect(await cacheOf({ duration: 1 })).toEqual(['query-result-cache']);
    expect(await cacheOf(false)).toEqual([]);
  });

  it("expects TypeORM's record of views and generated columns where TypeORM makes it", async () => {
    @ViewEntity({ name: 'managed', expression: 'SELECT 1 AS n' })
    class Managed {}
    @ViewEntity({ name: 'foreign', expression: 'SELECT 1 AS n', synchronize: false })
    class Foreign {}
    const generated = { size: { type: 'integer', asExpression: 'id * 2', generatedType: 'STORED' } } as const;
    expect(await isRecorded()).toBe(false);
    expect(await isRecorded(Foreign)).toBe(false);
    expect(await isRecorded(Managed)).toBe(true);
    expect(await isRecorded(entity('two', generated))).toBe(true);
    // TypeORM does not ask whose it is.
    expect(await isRecorded(entity('two', generated, { synchronize: false }))).toBe(true);
  });

  it('one relation for two entities of a table, with the columns of both, and a warning for what is not made', async () => {
    const other = new EntitySchema({
      name: 'Other',
      tableName: 'one',
      columns: { id: { type: 'integer', primary: true }, colour: { type: 'text' } },
    });
    const { relations, warnings } = await collected([entity('one'), other]);
    expect(relations).toMatchObject([{ name: 'one', entities: ['one', 'Other'], columns: ['id', 'colour'] }]);
    expect(warnings).toMatchObject([{ code: 'shared-table', relation: 'public.one' }]);
  });

  it('refuses a DataSource without entities, and tells a wrong glob', async () => {
    await expect(collected([])).rejects.toThrow('the DataSource option "entities" is empty');
    await expect(collected(['/no/where/*.ts'])).rejects.toThrow('no file matched /no/where/*.ts');
  });
});
