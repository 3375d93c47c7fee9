import {
  ChildEntity,
  Column,
  Entity,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
} from 'typeorm';
import { createMissingTables, planMissingTables } from '../../src/database-lifecycle';
import { entity, references, useTrapDatabase } from './support/trap-database';

describe('an existing table is never altered', () => {
  const trap = useTrapDatabase();

  async function expectReported(
    entities: Parameters<typeof trap.connect>[0],
    relation: string,
    what: string,
    created: string[],
  ) {
    const dataSource = await trap.connect(entities);
    const catalog = async () =>
      (await trap.catalog()).filter((line) => line.includes(relation.split('.')[1]!)).toSorted();
    const before = await catalog();
    const report = await createMissingTables(dataSource);
    expect(report.created).toEqual(created);
    expect(report.warnings).toContainEqual(
      expect.objectContaining({ code: 'needs-migration', relation, message: expect.stringContaining(what) }),
    );
    expect(report.statements.join('\n')).not.toMatch(new RegExp(`ALTER TABLE "?${relation.split('.')[1]}`));
    expect(await catalog()).toEqual(before);
  }

  it('a column that it lacks is reported, also when nothing is missing', async () => {
    await trap.query('CREATE TABLE pets (id integer PRIMARY KEY)');
    const pets = entity('pets', { name: { type: 'text' }, colour: { type: 'text', name: 'hue' } });
    await expectReported([pets], 'public.pets', 'lacks columns name, hue', []);
    await expectReported([pets, entity('others')], 'public.pets', 'lacks columns name, hue', ['public.others']);
  });

  it('a column that it lacks is noticed though it has as many others', async () => {
    await trap.query('CREATE TABLE pets (id integer PRIMARY KEY, title text)');
    await expectReported([entity('pets', { name: { type: 'text' } })], 'public.pets', 'lacks column name', []);
  });

  it('a column that the entity does not know is left alone, without a word', async () => {
    await trap.query('CREATE TABLE pets (id integer PRIMARY KEY, more text)');
    const report = await createMissingTables(await trap.connect([entity('pets')]));
    expect(report).toMatchObject({ created: [], warnings: [] });
  });

  it('its new column with a relation to a new table is reported', async () => {
    await trap.query('CREATE TABLE pets (id integer PRIMARY KEY)');
    const owners = entity('owners');
    const pets = entity('pets', { ownerId: references(owners) });
    await expectReported([pets, owners], 'public.pets', 'lacks column ownerId', ['public.owners']);
  });

  it('its foreign key to a new table is reported, where it has the column already', async () => {
    await trap.query('CREATE TABLE pets (id integer PRIMARY KEY, "ownerId" integer)');
    const owners = entity('owners');
    const pets = entity('pets', { ownerId: references(owners) });
    await expectReported(
      [pets, owners],
      'public.pets',
      'its new foreign key (ownerId) to public.owners is left to a migration',
      ['public.owners'],
    );
  });

  it('its foreign key that went along with a table that somebody dropped: the way that helps then is told, too', async () => {
    const owners = entity('owners');
    const pets = entity('pets', { ownerId: references(owners) });
    const dataSource = await trap.connect([pets, owners]);
    await createMissingTables(dataSource);
    await trap.query('DROP TABLE owners CASCADE');
    const { created, warnings } = await createMissingTables(dataSource);
    expect(created).toEqual(['public.owners']);
    expect(warnings.map(({ message }) => message).join()).toContain('db:drift gives the statements');
  });

  it('a new child of single-table inheritance only adds columns to the root: it is reported', async () => {
    @Entity('animals')
    @TableInheritance({ column: { type: 'text', name: 'kind' } })
    class Animal {
      @PrimaryColumn() id: number;
    }
    @ChildEntity()
    class Cat extends Animal {
      @Column({ nullable: true }) lives: number;
    }
    @ChildEntity()
    class Bird extends Animal {
      @Column({ nullable: true }) wings: number;
    }
    await trap.query('CREATE TABLE animals (id integer PRIMARY KEY, kind text, lives integer)');
    await expectReported([Animal, Cat, Bird], 'public.animals', 'lacks column wings', []);
  });

  describe('a new closure table', () => {
    @Entity('nodes')
    class Node {
      @PrimaryGeneratedColumn() id: number;
      @ManyToOne(() => Node) parent: Node;
    }
    @Entity('nodes')
    @Tree('closure-table')
    class TreeNode {
      @PrimaryGeneratedColumn() id: number;
      @TreeParent() parent: TreeNode;
      @TreeChildren() children: TreeNode[];
    }

    it('over an existing tree is created, with a warning that it wants a backfill', async () => {
      await createMissingTables(await trap.connect([Node]));
      const { created, warnings } = await createMissingTables(await trap.connect([TreeNode]));
      expect(created).toEqual(['public.nodes_closure']);
      expect(warnings).toEqual([expect.objectContaining({ code: 'backfill', relation: 'public.nodes_closure' })]);
      expect(warnings[0]!.message).toContain(
        'tree queries find nothing until its rows are filled in (backfill needed)',
      );
    });

    it('over a new tree wants none', async () => {
      expect((await createMissingTables(await trap.connect([TreeNode]))).warnings).toEqual([]);
    });
  });

  it('the plan tells what the creation would', async () => {
    await trap.query('CREATE TABLE pets (id integer PRIMARY KEY)');
    const dataSource = await trap.connect([entity('pets', { name: { type: 'text' } }), entity('others')]);
    const { batches, warnings } = await planMissingTables(dataSource);
    const report = await createMissingTables(dataSource);
    expect(batches.flatMap(({ statements }) => statements.map(({ sql }) => sql))).toEqual(report.statements);
    expect(warnings).toEqual(report.warnings);
  });
});
