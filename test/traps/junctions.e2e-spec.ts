import { EntitySchema, type EntitySchemaRelationOptions } from 'typeorm';
import { planMissingTables } from '../../src/database-lifecycle';
import { useTrapDatabase } from './support/trap-database';

type JoinTable = EntitySchemaRelationOptions['joinTable'];

const side = (name: string, property: string, target: string, inverseSide: string, joinTable?: JoinTable) =>
  new EntitySchema({
    name,
    columns: { id: { type: 'integer', primary: true } },
    relations: { [property]: { type: 'many-to-many', target, inverseSide, joinTable } },
  });

describe('a many to many relation', () => {
  const trap = useTrapDatabase();
  const warnings = async (post: JoinTable, tag: JoinTable) => {
    const entities = [side('Post', 'tags', 'Tag', 'posts', post), side('Tag', 'posts', 'Post', 'tags', tag)];
    return (await planMissingTables(await trap.connect(entities))).warnings;
  };

  it('with @JoinTable() on both sides is warned of: one of the two tables is never used', async () => {
    const found = await warnings(true, true);
    expect(found).toMatchObject([{ code: 'unused-junction', relation: 'public.post_tags_tag' }]);
    expect(found[0]!.message).toContain('public.post_tags_tag: Post and Tag both have @JoinTable()');
  });

  it('with it on one side, or of one table, is not', async () => {
    expect(await warnings(true, undefined)).toEqual([]);
    const names = { joinColumn: { name: 'post' }, inverseJoinColumn: { name: 'tag' } };
    const turned = { joinColumn: { name: 'tag' }, inverseJoinColumn: { name: 'post' } };
    const found = await warnings({ name: 'links', ...names }, { name: 'links', ...turned });
    expect(found.filter(({ code }) => code === 'unused-junction')).toEqual([]);
  });
});
