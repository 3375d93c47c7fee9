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

/** Sample pets. */
@Seeder({ key: 'pets', entities: [Pet], dependsOn: ['users'] })
export class PetsSeeder implements SeederRunner {
  async run({ manager, faker }: SeederContext): Promise<void> {
    const owners = await manager.find(User, { order: { id: 'ASC' } });
    if (owners.length === 0) return;
    const pets = Array.from({ length: COUNT }, () => ({
      id: faker.string.uuid(),
      name: faker.lorem.word({ length: { min: 3, max: 12 } }),
      species: faker.lorem.word({ length: { min: 3, max: 12 } }),
      ownerId: faker.helpers.arrayElement(owners).id,
    }));
    await manager.insert(Pet, pets);
  }
}
`);
    // Registered once, since it was.
    expect(tree.readText('/src/pets/pets.module.ts')).toContain('providers: [PetsService, PetsSeeder]');
    expect(tree.readText('/src/pets/pets.module.ts').match(/import \{ PetsSeeder \}/g)).toHaveLength(1);
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
});
