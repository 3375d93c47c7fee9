import { changesOf, checkoutTree, generate, plainApp } from './support';

const entity = (type: string, tree = checkoutTree(), more: object = {}) =>
  generate('entity', { name: 'tag', type, ...more }, tree);

const EXTENDED = {
  'tsconfig.json': '{ "extends": "./config/base.json", "compilerOptions": { "strict": false } }',
  'config/base.json': '{ "compilerOptions": { "strictPropertyInitialization": true, } }',
};

describe('nest g entity', () => {
  it('writes the entity and its enums, and registers it in the nearest module', async () => {
    const { tree } = await entity('label:string(40)! kind:enum(in-progress,done)? rank:int#');
    expect(changesOf(checkoutTree(), tree)).toEqual([
      '/src/app.module.ts',
      '/src/tags/tag-kind.enum.ts',
      '/src/tags/tag.entity.ts',
    ]);
    expect(tree.readText('/src/tags/tag.entity.ts')).toBe(`import { ApiProperty } from '@nestjs/swagger';
import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';
import { TagKind } from './tag-kind.enum';

@Entity('tags')
export class Tag {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column({ type: 'varchar', length: 40, unique: true })
  label: string;

  @Column({ type: 'enum', enum: TagKind, nullable: true })
  kind: TagKind | null;

  @ApiProperty({ type: 'integer' })
  @Index()
  @Column({ type: 'integer' })
  rank: number;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
`);
    expect(tree.readText('/src/tags/tag-kind.enum.ts')).toContain(`InProgress = 'in-progress'`);
    const module = tree.readText('/src/app.module.ts');
    expect(module).toContain(`import { Tag } from './tags/tag.entity';`);
    expect(module).toContain('TypeOrmModule.forFeature([Tag])');
    expect(module).toContain('TypeOrmModule.forRootAsync({');
  });

  it('adds to the forFeature that a module has', async () => {
    const { tree } = await generate('entity', { name: 'collar', path: 'pets', flat: true, type: '' }, checkoutTree());
    expect(tree.readText('/src/pets/pets.module.ts')).toContain('TypeOrmModule.forFeature([Pet, Collar])');
    expect(tree.readText('/src/pets/pets.module.ts')).toContain(`import { Collar } from './collar.entity';`);
    expect(tree.exists('/src/pets/collar.entity.ts')).toBe(true);
  });

  it('gives the other entity its side, where a name for it is given, by a type only', async () => {
    const { tree } = await entity('pets:manyToMany(Pet.tags) owner:belongsTo(User.tags)? main:belongsTo(Pet.mainTag)!');
    const pet = tree.readText('/src/pets/pet.entity.ts');
    expect(pet).toContain(`import type { Tag } from '../tags/tag.entity';`);
    expect(pet).toContain(`  @ManyToMany('Tag', (tag: Tag) => tag.pets)\n  tags: Relation<Tag[]>;`);
    expect(pet).toContain(`  @OneToOne('Tag', (tag: Tag) => tag.main)\n  mainTag: Relation<Tag | null>;`);
    expect(tree.readText('/src/users/user.entity.ts')).toContain(`@OneToMany('Tag', (tag: Tag) => tag.owner)`);
    const tag = tree.readText('/src/tags/tag.entity.ts');
    expect(tag).toContain('@ManyToMany(() => Pet, (pet) => pet.tags, { eager: true })');
    expect(tag).toContain(`joinColumn: { name: 'tag_id' }, inverseJoinColumn: { name: 'pet_id' }`);
    expect(tag).toContain(`@ManyToOne(() => User, (user) => user.tags, { nullable: true, onDelete: 'RESTRICT' })`);
  });

  it('knows both sides of a relation to itself', async () => {
    const { tree } = await entity('parent:belongsTo(Tag.children)?');
    const text = tree.readText('/src/tags/tag.entity.ts');
    expect(text).toContain('@ManyToOne(() => Tag, (tag) => tag.children, { nullable: true');
    expect(text).toContain(`  @OneToMany('Tag', (tag: Tag) => tag.parent)\n  children: Relation<Tag[]>;`);
    expect(text).not.toContain(`from './tag.entity'`);
  });

  it('refers to a key of integers as integers, marks properties under strict, and leaves out swagger where it is not', async () => {
    const shop = `import { Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity()
export class Shop {
  @PrimaryGeneratedColumn()
  id!: number;
}
`;
    const tree = plainApp({ 'src/shop.entity.ts': shop });
    tree.overwrite('package.json', '{ "type": "module" }');
    const { tree: after } = await entity('shop:belongsTo(Shop)', tree);
    const text = after.readText('/src/tags/tag.entity.ts');
    expect(text).toContain(`@Column({ name: 'shop_id', type: 'integer' })\n  shopId!: number;`);
    expect(text).toContain(`import { Shop } from '../shop.entity.js';`);
    expect(text).not.toContain('swagger');
  });

  it.each([
    ['label:strnig', 'There is no type "strnig"'],
    ['owner:belongsTo(Person)', 'there is no entity Person, found Pet, User'],
    ['parent:belongsTo(Tag)', 'the first row could not be made'],
    ['others:manyToMany(Tag)', 'many to many of an entity with itself'],
    ['owner:belongsTo(User.email)', 'has a property email already'],
    ['tags:manyToMany(Pet) tagIds:int', 'has taken the name tagIds'],
    ['tags:manyToMany(Pet)', 'would be called tag_id'],
  ])('%s is refused, and nothing is written', async (type, what) => {
    const tree = checkoutTree();
    const files = tree.files.length;
    await expect(entity(type, tree)).rejects.toThrow(what);
    await expect(entity(type, tree)).rejects.toThrow('Nothing was written.');
    expect(tree.files).toHaveLength(files);
  });

  it('says what to write for many to many of an entity with itself', async () => {
    await expect(entity('others:manyToMany(Tag.otherOf)')).rejects.toThrow(`both sides into the entity:
       @ManyToMany(() => Tag, (tag) => tag.otherOf)
       @JoinTable({ name: 'tags_others', joinColumn: { name: 'tag_id' }, inverseJoinColumn: { name: 'other_id' } })
       others: Relation<Tag[]>;

       @ManyToMany(() => Tag, (tag) => tag.others)
       otherOf: Relation<Tag[]>;`);
  });

  it('never writes over an entity that is there', async () => {
    await expect(generate('entity', { name: 'pet', type: 'name:string' }, checkoutTree())).rejects.toThrow(
      'There already: src/pets/pet.entity.ts',
    );
  });

  it("takes fields in the place of the path, as far as Nest's CLI lets them through", async () => {
    const given = { name: 'tag', path: 'label:string', words: ['rank:int?'] };
    const { tree } = await generate('entity', given, checkoutTree());
    expect(tree.readText('/src/tags/tag.entity.ts')).toContain('rank: number | null;');
  });

  it('says how fields are given when they stand in the quotes of the name', async () => {
    const given = { name: 'tag-label:string' };
    await expect(generate('entity', given, checkoutTree())).rejects.toThrow('nest g entity pet --type "name:string');
  });

  it.each([
    ['{ imports: ALL }', '"imports" of @Module() is not written as a list, found: ALL'],
    ['{ imports }', '"imports" of @Module() is not written as a list, found: imports'],
    ['{ providers: [], ...ALL }', '"imports" of @Module() is not written as a list, found: ...ALL'],
    ['ALL', 'src/app.module.ts has no class with @Module({ ... })'],
  ])('refuses a module with %s, whose lists it can not read, rather than guess', async (metadata, what) => {
    const tree = plainApp({
      'src/app.module.ts': `import { Module } from '@nestjs/common';\n@Module(${metadata})\nexport class AppModule {}\n`,
    });
    await expect(entity('label:string', tree)).rejects.toThrow(what);
    const { tree: after } = await entity('label:string', tree, { skipImport: true });
    expect(after.exists('/src/tags/tag.entity.ts')).toBe(true);
  });

  it.each([
    ['an option', { 'tsconfig.json': '{ "compilerOptions": { "strict": true } }' }, '!'],
    ['one of a file that is extended', EXTENDED, '!'],
    ['the default of TypeScript 6, as in a new app of Nest', { 'tsconfig.json': '{ "compilerOptions": {} }' }, '!'],
    ['another option', { 'tsconfig.json': '{ "compilerOptions": { "strict": false } }' }, ''],
  ])('marks properties where the compiler wants it by %s', async (_, files, mark) => {
    const { tree } = await entity('label:string', plainApp(files));
    expect(tree.readText('/src/tags/tag.entity.ts')).toContain(`  label${mark}: string;`);
  });
});
