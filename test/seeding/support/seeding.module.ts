import { Seeder, type SeederContext, type SeederRunner } from '../../../src/database-lifecycle';
import { Creature, Fee, Keeper, Species } from './entities';

const SPECIES = [
  { code: 'dog', name: 'Dog' },
  { code: 'cat', name: 'Cat' },
];

/** Reference data: runs at each boot and each db:seed, and in production by the command. */
@Seeder({ key: 'species', entities: [Species], mode: 'always', reference: true })
export class SpeciesSeeder implements SeederRunner {
  async run({ upsert }: SeederContext): Promise<void> {
    await upsert(Species, SPECIES, 'code');
  }
}

const FEES = [
  { code: 'visit', cents: 4_500 },
  { code: 'shot', cents: 2_000 },
];

@Seeder({ key: 'fees', entities: [Fee], mode: 'onChange', content: FEES })
export class FeesSeeder implements SeederRunner {
  async run({ upsert, content }: SeederContext<Fee[]>): Promise<void> {
    await upsert(Fee, content, 'code');
  }
}

const KEEPERS = ['ada@example.com', 'ben@example.com', 'cleo@example.com'];

@Seeder({ key: 'keepers', entities: [Keeper] })
export class KeepersSeeder implements SeederRunner {
  async run({ copy, faker }: SeederContext): Promise<void> {
    await copy(
      Keeper,
      KEEPERS.map((email) => ({ id: faker.string.uuid(), email })),
    );
  }
}

@Seeder({ key: 'creatures', entities: [Creature], dependsOn: ['keepers', 'species'] })
export class CreaturesSeeder implements SeederRunner {
  async run({ manager, copy, faker }: SeederContext): Promise<void> {
    const creature = (email: string, code: string) => ({
      name: faker.animal.petName(),
      born: faker.date.past({ years: 9 }).toISOString().slice(0, 10),
      keeper: { email },
      species: { code },
    });
    await copy(
      Creature,
      KEEPERS.map((email) => creature(email, 'dog')),
    );
    await manager.insert(Creature, {
      name: 'Tom',
      born: '2020-02-29',
      keeper: await manager.findOneByOrFail(Keeper, { email: KEEPERS[0] }),
      species: await manager.findOneByOrFail(Species, { code: 'cat' }),
    });
  }
}

export const SEEDERS = [SpeciesSeeder, FeesSeeder, KeepersSeeder, CreaturesSeeder];
