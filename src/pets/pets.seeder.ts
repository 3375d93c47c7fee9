import { Seeder, type SeederContext, type SeederRunner } from '../database-lifecycle';
import { User } from '../users/user.entity';
import { PetGender } from './pet-gender.enum';
import { Pet } from './pet.entity';

const COUNT = 6;

/** Sample pets, given to the users that are there. */
@Seeder({ key: 'pets', entities: [Pet], dependsOn: ['users'] })
export class PetsSeeder implements SeederRunner {
  async run({ manager, factory, copy, rows }: SeederContext): Promise<void> {
    const owners = await manager.find(User, { select: { id: true }, order: { email: 'ASC' } });
    if (owners.length === 0) return;
    const pets = factory(Pet).with((faker) => {
      const species = faker.helpers.arrayElement(['dog', 'cat'] as const);
      return {
        id: faker.string.uuid(),
        name: faker.animal.petName(),
        species,
        breed: faker.animal[species](),
        gender: faker.helpers.enumValue(PetGender),
        birthDate: faker.date.past({ years: 12 }).toISOString().slice(0, 10),
        weight: faker.number.float({ min: 2, max: 40, fractionDigits: 2 }),
        owner: faker.helpers.arrayElement(owners),
      };
    });
    await copy(Pet, pets.stream(rows(COUNT)));
  }
}
