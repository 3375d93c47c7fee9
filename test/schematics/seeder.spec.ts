import { checkoutTree, generate, plainApp } from './support';

describe('nest g seeder', () => {
  it('makes what the columns of an entity need, and registers in its module', async () => {
    const before = checkoutTree();
    before.delete('src/pets/pets.seeder.ts');
    const { tree } = await generate('seeder', { name: 'pet' }, before);
    expect(tree.readText('/src/pets/pets.seeder.ts'))
      .toBe(`import { Seeder, type SeederContext, type SeederRunner } from '../database-lifecycle';
import { User } from '../users/user.entity';
import { Pet } from './pet.entity';

const COUNT = 6;

/** Sample pets. The factory makes what is not given here. */
@Seeder({ key: 'pets', entities: [Pet], dependsOn: ['users'] })
export class PetsSeeder implements SeederRunner {
  async run({ manager, factory, copy, rows }: SeederContext): Promise<void> {
    const owners = await manager.find(User, { select: { id: true }, order: { id: 'ASC' } });
    if (owners.length === 0) return;
    const pets = factory(Pet).with((faker) => ({
      id: faker.string.uuid(),
      name: faker.lorem.word({ length: { min: 3, max: 12 } }),
      species: faker.lorem.word({ length: { min: 3, max: 12 } }),
      owner: faker.helpers.arrayElement(owners),
    }));
    await copy(Pet, pets.stream(rows(COUNT)));
  }
}
`);
    // Registered once, since it was.
    expect(tree.readText('/src/pets/pets.module.ts')).toContain('providers: [PetsService, PetsSeeder]');
    expect(tree.readText('/src/pets/pets.module.ts').match(/import \{ PetsSeeder \}/g)).toHaveLength(1);
  });

  it('hides nothing that the context gives, whatever the entities are called', async () => {
    const { tree } = await generate('feature', { name: 'row', type: 'label:string(9)!' }, checkoutTree());
    expect(tree.readText('/src/rows/rows.seeder.ts')).toContain(
      `const allRows = factory(Row).with((faker, index) => ({`,
    );
    const { tree: after } = await generate('feature', { name: 'cell', type: 'row:belongsTo(Row)' }, tree);
    const seeder = after.readText('/src/cells/cells.seeder.ts');
    expect(seeder).toContain('const allRows = await manager.find(Row, ');
    expect(seeder).toContain('await copy(Cell, cells.stream(rows(COUNT)));');
    const { tree: same } = await generate('feature', { name: 'visit', type: 'visit:belongsTo(Pet)' }, checkoutTree());
    expect(same.readText('/src/visits/visits.seeder.ts')).toContain('const newVisits = factory(Visit)');
  });

  it('makes no more rows than unique values and unique parents allow, however many are asked for', async () => {
    const few = await generate('feature', { name: 'visit', type: 'kind:enum(a,b)!' }, checkoutTree());
    expect(few.tree.readText('/src/visits/visits.seeder.ts')).toContain('Math.max(0, Math.min(rows(COUNT), COUNT))');
    const one = await generate('feature', { name: 'visit', type: 'pet:belongsTo(Pet)!' }, checkoutTree());
    const seeder = one.tree.readText('/src/visits/visits.seeder.ts');
    expect(seeder).toContain('Math.max(0, Math.min(rows(COUNT), pets.length - 1))');
    expect(seeder).toContain('pet: pets[index]!,');
  });

  it('leaves junctions to TypeORM, which copy() can not fill', async () => {
    const { tree } = await generate('feature', { name: 'visit', type: 'vets:manyToMany(User)' }, checkoutTree());
    expect(tree.readText('/src/visits/visits.seeder.ts')).toContain(
      'await manager.save(manager.create(Visit, visits.many(rows(COUNT))));',
    );
  });

  it('names the properties whose values can not be made up', async () => {
    const place = `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity()
export class Place {
  @PrimaryGeneratedColumn() id!: number;
  @Column({ type: 'point' }) at!: string;
  @Column('text', { array: true }) names!: string[];
}
`;
    const tree = plainApp({ 'src/place.entity.ts': place });
    await expect(generate('seeder', { name: 'place' }, tree)).rejects.toThrow('can not be made up: at, names.');
  });

  it('refuses an entity that is not there', async () => {
    await expect(generate('seeder', { name: 'dog' }, checkoutTree())).rejects.toThrow(
      'There is no entity dog, found Pet, User',
    );
  });
});

describe('nest g migration', () => {
  it('writes an empty one that runs after every other, whatever the clock says', async () => {
    const tree = checkoutTree();
    tree.create('migrations/9764000000000-Later.ts', '');
    const { tree: after } = await generate('migration', { name: 'add-breed' }, tree);
    expect(after.readText('/migrations/9764000000001-AddBreed.ts')).toContain(
      'export class AddBreed9764000000001 implements MigrationInterface',
    );
  });

  it.each([
    ['src/migrations', {}, {}],
    ['migrations', {}, { 'migrations/9764000000000-Later.ts': '' }],
    ['src/migrations', {}, { 'src/migrations/9764000000000-Later.ts': '' }],
    ['db/changes', { migrations: 'db/changes' }, { 'db/changes/9764000000000-Later.ts': '' }],
  ])('writes into %s, where db-lifecycle does, too: %j, %j', async (folder, own, there) => {
    const app = plainApp(there);
    app.overwrite('package.json', JSON.stringify({ 'db-lifecycle': own }));
    const { tree } = await generate('migration', { name: 'AddBreed' }, app);
    const time = Object.keys(there).length > 0 ? '9764000000001' : '\\d{13}';
    const written = tree.files.filter((path) => path.endsWith('-AddBreed.ts'));
    expect(written).toEqual([expect.stringMatching(new RegExp(`^/${folder}/${time}-AddBreed\\.ts$`))]);
  });

  it('writes into the directory that is named, and refuses one outside of the app', async () => {
    const { tree } = await generate('migration', { name: 'AddBreed', path: 'db' }, plainApp());
    expect(tree.files.filter((path) => /^\/db\/\d{13}-AddBreed\.ts$/.test(path))).toHaveLength(1);
    const outside = plainApp({});
    outside.overwrite('package.json', JSON.stringify({ 'db-lifecycle': { migrations: '../db' } }));
    await expect(generate('migration', { name: 'AddBreed' }, outside)).rejects.toThrow('outside of the app');
  });
});
